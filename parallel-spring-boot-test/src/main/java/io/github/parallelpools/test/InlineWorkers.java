package io.github.parallelpools.test;

import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerTraits;

/**
 * What makes the workers of a pool of threads, but for who does their work: whoever
 * submits a task runs it.
 */
final class InlineWorkers extends ForwardingWorkerFactory {

	/**
	 * Makes a factory.
	 * @param threads makes workers that run tasks in the thread that opens them
	 */
	InlineWorkers(WorkerFactory threads) {
		super(threads);
	}

	@Override
	public WorkerTraits traits() {
		return WorkerTraits.IN_CALLER;
	}

}
