package io.github.parallelpools.contract;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

class ThreadSourceContractTests extends SourceContract {

	@Override
	WorkerKind kind() {
		return WorkerKind.THREAD;
	}

	@Override
	WorkerFactory factory() {
		ClassLoader loader = getClass().getClassLoader();
		return new ThreadWorkerFactory(LoopThreads.platform(loader), Errands.Handler::new,
				new JdkPayloadCodec(loader, null, 1024 * 1024));
	}

}
