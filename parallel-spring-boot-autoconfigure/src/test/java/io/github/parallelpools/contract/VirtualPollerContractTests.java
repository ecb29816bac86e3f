package io.github.parallelpools.contract;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualPollerContractTests extends PollerContract {

	@Override
	WorkerKind kind() {
		return WorkerKind.VIRTUAL;
	}

	@Override
	WorkerFactory factory() {
		return ThreadWorkerFactory.polling(LoopThreads.virtual(getClass().getClassLoader()), Errands.Poller::new);
	}

}
