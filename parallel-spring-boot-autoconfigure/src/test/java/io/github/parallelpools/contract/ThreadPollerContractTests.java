package io.github.parallelpools.contract;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

class ThreadPollerContractTests extends PollerContract {

	@Override
	WorkerKind kind() {
		return WorkerKind.THREAD;
	}

	@Override
	WorkerFactory factory() {
		return ThreadWorkerFactory.polling(LoopThreads.platform(getClass().getClassLoader()), Errands.Poller::new);
	}

}
