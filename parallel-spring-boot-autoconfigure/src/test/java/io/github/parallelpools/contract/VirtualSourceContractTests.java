package io.github.parallelpools.contract;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualSourceContractTests extends SourceContract {

	@Override
	WorkerKind kind() {
		return WorkerKind.VIRTUAL;
	}

	@Override
	WorkerFactory factory() {
		ClassLoader loader = getClass().getClassLoader();
		return new ThreadWorkerFactory(LoopThreads.virtual(loader), Errands.Handler::new,
				new JdkPayloadCodec(loader, null, 1024 * 1024));
	}

}
