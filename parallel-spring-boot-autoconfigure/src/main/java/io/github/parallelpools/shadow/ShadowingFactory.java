package io.github.parallelpools.shadow;

import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerMemory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.Work;

/**
 * Makes the workers of another factory, some of whose tasks have a copy beside them.
 */
final class ShadowingFactory implements WorkerFactory {

	private final WorkerFactory factory;

	private final Shadow shadow;

	ShadowingFactory(WorkerFactory factory, Shadow shadow) {
		this.factory = factory;
		this.shadow = shadow;
	}

	@Override
	public Object encode(Work work) {
		Copy copy = this.shadow.copy(work);
		if (copy == null) {
			return this.factory.encode(work);
		}
		boolean encoded = false;
		try {
			Object payload = new ShadowedWork(this.factory.encode(work), copy);
			encoded = true;
			return payload;
		}
		finally {
			if (!encoded) {
				copy.drop("the task itself was refused");
			}
		}
	}

	@Override
	public Object encodeUnsubmitted(Work work) {
		return this.factory.encodeUnsubmitted(work);
	}

	@Override
	public long weight(Object payload) {
		return this.factory.weight((payload instanceof ShadowedWork shadowed) ? shadowed.payload() : payload);
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		return this.factory.thread(name, loop);
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
		return new ShadowingWorker(this.factory.open(spec, events));
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
