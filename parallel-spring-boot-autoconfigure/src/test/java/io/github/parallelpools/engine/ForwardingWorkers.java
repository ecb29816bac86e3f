package io.github.parallelpools.engine;

import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.Work;

/** The workers of another factory; a test changes what it is about. */
abstract class ForwardingWorkers implements WorkerFactory {

	private final WorkerFactory workers;

	ForwardingWorkers(WorkerFactory workers) {
		this.workers = workers;
	}

	@Override
	public Object encode(Work work) {
		return this.workers.encode(work);
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		return this.workers.thread(name, loop);
	}

	@Override
	public Worker open(WorkerSpec spec, Runnable died) throws WorkerStartException, InterruptedException {
		return this.workers.open(spec, died);
	}

	@Override
	public void close() {
		this.workers.close();
	}

}
