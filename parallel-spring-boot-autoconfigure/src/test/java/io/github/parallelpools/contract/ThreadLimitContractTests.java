package io.github.parallelpools.contract;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

class ThreadLimitContractTests extends LimitContract {

	@Override
	WorkerKind kind() {
		return WorkerKind.THREAD;
	}

	@Override
	WorkerFactory factory() {
		return new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), Tasks.Greeter::new, null);
	}

}
