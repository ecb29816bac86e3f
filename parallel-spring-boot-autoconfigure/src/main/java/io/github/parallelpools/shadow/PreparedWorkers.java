package io.github.parallelpools.shadow;

import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerMemory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.Work;

/**
 * Makes the workers that run copies: those of another factory, which are given what that
 * has encoded before.
 */
public final class PreparedWorkers implements WorkerFactory {

	private final WorkerFactory factory;

	/**
	 * Work that was encoded before.
	 *
	 * @param payload what it was encoded to
	 */
	private record Prepared(Object payload) implements TaskCallable<Object> {

		@Override
		public Object call() {
			throw new IllegalStateException("It is run where its payload is decoded");
		}

	}

	/**
	 * Makes a factory.
	 * @param factory has encoded the work, and makes the workers
	 */
	public PreparedWorkers(WorkerFactory factory) {
		this.factory = factory;
	}

	/** Work that the workers run, of what the factory has made of it. */
	static Work work(Object payload) {
		return new Work.Call(new Prepared(payload));
	}

	@Override
	public Object encode(Work work) {
		return (work instanceof Work.Call call && call.callable() instanceof Prepared prepared) ? prepared.payload()
				: this.factory.encode(work);
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
