package io.github.parallelpools.contract;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualRecycleContractTests extends RecycleContract {

	@Override
	WorkerKind kind() {
		return WorkerKind.VIRTUAL;
	}

	@Override
	WorkerFactory factory(LoggingSettings.Factory logger) {
		return new ThreadWorkerFactory(LoopThreads.virtual(getClass().getClassLoader()), null, null).withLogger(logger);
	}

}
