package io.github.parallelpools.shadow;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.Work;

/**
 * Makes the workers that run copies: those of another factory, which are given what that
 * has encoded before.
 */
public final class PreparedWorkers extends ForwardingWorkerFactory {

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
		super(factory);
	}

	/** Work that the workers run, of what the factory has made of it. */
	static Work work(Object payload) {
		return new Work.Call(new Prepared(payload));
	}

	@Override
	public Object encode(Work work) {
		Object payload = payload(work);
		return (payload != null) ? payload : super.encode(work);
	}

	@Override
	public Object encodeUnsubmitted(Work work) {
		Object payload = payload(work);
		return (payload != null) ? payload : super.encodeUnsubmitted(work);
	}

	private static @Nullable Object payload(Work work) {
		return (work instanceof Work.Call call && call.callable() instanceof Prepared prepared) ? prepared.payload()
				: null;
	}

}
