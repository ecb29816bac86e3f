package io.github.parallelpools.spi;

import io.github.parallelpools.task.Work;

/**
 * Makes the workers of another factory, of which a subclass changes something.
 */
public abstract class ForwardingWorkerFactory implements WorkerFactory {

	private final WorkerFactory factory;

	/**
	 * Makes a factory.
	 * @param factory does what the subclass does not
	 */
	protected ForwardingWorkerFactory(WorkerFactory factory) {
		this.factory = factory;
	}

	@Override
	public Object encode(Work work) {
		return this.factory.encode(work);
	}

	@Override
	public Object encodeUnsubmitted(Work work) {
		return this.factory.encodeUnsubmitted(work);
	}

	@Override
	public long weight(Object payload) {
		return this.factory.weight(payload);
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		return this.factory.thread(name, loop);
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
		return this.factory.open(spec, events);
	}

	@Override
	public WorkerMemory workerMemory() {
		return this.factory.workerMemory();
	}

	@Override
	public WorkerTraits traits() {
		return this.factory.traits();
	}

	@Override
	public void close() {
		this.factory.close();
	}

}
