package io.github.parallelpools.contract;

import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

class ThreadRecycleContractTests extends RecycleContract {

	@Override
	WorkerKind kind() {
		return WorkerKind.THREAD;
	}

	@Override
	WorkerFactory factory(LoggingSettings.Factory logger) {
		return new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), null, null)
			.withLogger(logger);
	}

}
