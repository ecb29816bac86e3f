package io.github.parallelpools.autoconfigure.propagation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

import io.github.parallelpools.spi.CapturedContext;
import io.github.parallelpools.task.TaskCallable;

/**
 * A task that was decorated before anybody runs it. Decorators take something that is run
 * and returns nothing, so the value and the failure of the task pass beside them.
 */
final class DecoratedRun implements CapturedContext {

	private final Runnable decorated;

	private @Nullable TaskCallable<?> task;

	private @Nullable Object value;

	private @Nullable Throwable failure;

	private boolean ran;

	/**
	 * Decorates in the calling thread.
	 * @param decorators the decorators, of which the first one is the outermost
	 */
	DecoratedRun(List<TaskDecorator> decorators) {
		Runnable run = this::run;
		for (int i = decorators.size() - 1; i >= 0; i--) {
			run = decorators.get(i).decorate(run);
		}
		this.decorated = run;
	}

	private void run() {
		TaskCallable<?> called = this.task;
		if (called == null) {
			throw new IllegalStateException("A decorated task runs once, while its pool runs it");
		}
		this.task = null;
		this.ran = true;
		try {
			this.value = called.call();
		}
		catch (Throwable ex) {
			this.failure = ex;
			throw DecoratedRun.<RuntimeException>asIs(ex);
		}
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" }) // The value is the task's
	public <T extends @Nullable Object> T call(TaskCallable<T> given) throws Exception {
		this.task = given;
		this.ran = false;
		this.failure = null;
		this.decorated.run();
		this.task = null;
		if (!this.ran) {
			throw new IllegalStateException(
					"A TaskDecorator did not run the task. Let the decorated Runnable call run() of the one it was given.");
		}
		Throwable swallowed = this.failure;
		if (swallowed != null) {
			throw DecoratedRun.<RuntimeException>asIs(swallowed);
		}
		T made = (T) this.value;
		this.value = null;
		return made;
	}

	/** Lets a checked exception pass through code that declares none. */
	@SuppressWarnings("unchecked")
	private static <E extends Throwable> E asIs(Throwable error) throws E {
		throw (E) error;
	}

}
