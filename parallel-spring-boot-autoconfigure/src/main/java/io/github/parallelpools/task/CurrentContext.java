package io.github.parallelpools.task;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Where the calling thread finds the context of the task that it runs. For those who
 * implement workers; tasks use {@link TaskContext#current()}.
 * <p>
 * A worker sets the source once for its thread and answers when it is asked, so that
 * running a task costs nothing here.
 */
public final class CurrentContext {

	private static final ThreadLocal<@Nullable Supplier<? extends @Nullable TaskContext>> SOURCE = new ThreadLocal<>();

	private CurrentContext() {
	}

	/**
	 * Sets who is asked by the calling thread.
	 * @param source supplies the context of the task that runs now, {@code null} while
	 * none does; {@code null} if there is nobody to ask any more
	 * @return who was asked before, to be set again at the end
	 */
	public static @Nullable Supplier<? extends @Nullable TaskContext> replace(
			@Nullable Supplier<? extends @Nullable TaskContext> source) {
		Supplier<? extends @Nullable TaskContext> before = SOURCE.get();
		if (source != null) {
			SOURCE.set(source);
		}
		else {
			SOURCE.remove();
		}
		return before;
	}

	/**
	 * Whether the calling thread runs a task that has been ended, or asked to end.
	 * @return {@code false} also if it runs none
	 */
	public static boolean isEnded() {
		Supplier<? extends @Nullable TaskContext> source = SOURCE.get();
		TaskContext context = (source != null) ? source.get() : null;
		return context != null && context.isCancelled();
	}

	/**
	 * The pool whose task the calling thread runs.
	 * @return the pool's name, {@code null} if the thread runs no task
	 */
	public static @Nullable String pool() {
		Supplier<? extends @Nullable TaskContext> source = SOURCE.get();
		TaskContext context = (source != null) ? source.get() : null;
		return (context != null) ? context.pool() : null;
	}

	static TaskContext get() {
		Supplier<? extends @Nullable TaskContext> source = SOURCE.get();
		TaskContext context = (source != null) ? source.get() : null;
		if (context == null) {
			throw new IllegalStateException("Thread '%s' runs no task, so there is no current TaskContext. "
				.formatted(Thread.currentThread().getName())
					+ "Ask for it in the task's own thread and hand it to the others; a unit test uses TaskContext.callWith.");
		}
		return context;
	}

	static <T extends @Nullable Object> T call(TaskContext context, Callable<T> callable) throws Exception {
		Supplier<? extends @Nullable TaskContext> before = replace(() -> context);
		try {
			return callable.call();
		}
		finally {
			replace(before);
		}
	}

}
