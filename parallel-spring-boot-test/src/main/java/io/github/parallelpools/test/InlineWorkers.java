package io.github.parallelpools.test;

import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.Work;

/**
 * What makes the workers of a pool of threads, but for who does their work: whoever
 * submits a task runs it.
 *
 * @param threads makes workers that run tasks in the thread that opens them
 */
record InlineWorkers(WorkerFactory threads) implements WorkerFactory {

	@Override
	public Object encode(Work work) {
		return this.threads.encode(work);
	}

	@Override
	public Object encodeUnsubmitted(Work work) {
		return this.threads.encodeUnsubmitted(work);
	}

	@Override
	public long weight(Object payload) {
		return this.threads.weight(payload);
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		return this.threads.thread(name, loop);
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
		return this.threads.open(spec, events);
	}

	@Override
	public WorkerTraits traits() {
		return WorkerTraits.IN_CALLER;
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
