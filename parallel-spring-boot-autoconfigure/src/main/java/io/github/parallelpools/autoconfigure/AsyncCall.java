package io.github.parallelpools.autoconfigure;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskCallable;

/**
 * A call that Spring hands to the executor of a pool, as a task. Spring itself keeps the
 * exception of a method without a future from whoever runs it, so the advice of
 * {@link AsyncFailures} tells it here. It never travels, so what it holds need not.
 *
 * @param <T> the type of the value
 */
@SuppressWarnings("serial")
final class AsyncCall<T extends @Nullable Object> implements TaskCallable<T> {

	/** The call that runs in this thread and has not come to its method yet. */
	private static final ThreadLocal<@Nullable AsyncCall<?>> current = new ThreadLocal<>();

	private final Callable<T> call;

	/** Confined to the thread that runs the call. */
	private @Nullable Throwable failure;

	AsyncCall(Callable<T> call) {
		this.call = call;
	}

	/**
	 * The call that runs in this thread, for the first who asks: what the method calls in
	 * turn is no concern of it.
	 * @return the call, {@code null} if there is none
	 */
	static @Nullable AsyncCall<?> take() {
		AsyncCall<?> call = current.get();
		current.remove();
		return call;
	}

	/** The method threw this, whatever becomes of it in between. */
	void failed(Throwable thrown) {
		this.failure = thrown;
	}

	@Override
	public T call() throws Exception {
		// A task may be run by a caller that is one itself.
		AsyncCall<?> outer = take();
		current.set(this);
		T value;
		try {
			value = this.call.call();
		}
		finally {
			current.remove();
			if (outer != null) {
				current.set(outer);
			}
		}
		if (this.failure instanceof Error error) {
			throw error;
		}
		if (this.failure instanceof Exception exception) {
			throw exception;
		}
		return value;
	}

}
