package io.github.parallelpools.autoconfigure.propagation;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

import io.github.parallelpools.spi.CapturedContext;
import io.github.parallelpools.spi.ContextCapture;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.TaskCallable;

/**
 * Takes along what the submitting thread has noted and what accessors find, and has tasks
 * observed and decorated, for threads that run them.
 */
public final class SubmitterContext implements ContextCapture {

	private final Supplier<List<TaskDecorator>> decorators;

	private final TaskObservations observations;

	/**
	 * Makes one.
	 * @param decorators supplies what decorates tasks, the outermost first; asked for
	 * each task
	 * @param observations has tasks observed
	 */
	public SubmitterContext(Supplier<List<TaskDecorator>> decorators, TaskObservations observations) {
		this.decorators = decorators;
		this.observations = observations;
	}

	@Override
	public @Nullable CapturedContext capture() {
		Along locals = Accessors.ofThisThread();
		ThreadNotes notes = ThreadNotes.ofThisThread();
		List<TaskDecorator> decorating = this.decorators.get();
		CapturedContext context = decorating.isEmpty() ? null : new DecoratedRun(decorating);
		// Last, as nothing may fail any more.
		TaskObservation observation = this.observations.begin();
		if (observation == null && notes == null && locals == null) {
			return context;
		}
		context = Had.along(observation, context, observation);
		context = Had.along(notes, context, observation);
		return Had.along(locals, context, observation);
	}

	/**
	 * What the submitter had along, which decorators see too.
	 *
	 * @param along what it had
	 * @param inner what else there is, {@code null} for nothing
	 * @param follower follows the task, {@code null} for nobody
	 */
	private record Had(Along along, @Nullable CapturedContext inner,
			@Nullable TaskFollower follower) implements CapturedContext {

		static @Nullable CapturedContext along(@Nullable Along outer, @Nullable CapturedContext inner,
				@Nullable TaskFollower follower) {
			return (outer != null) ? new Had(outer, inner, follower) : inner;
		}

		@Override
		public <T extends @Nullable Object> T call(TaskCallable<T> task) throws Exception {
			Runnable before = this.along.set();
			try {
				return (this.inner != null) ? this.inner.call(task) : task.call();
			}
			finally {
				Quietly.run(before);
			}
		}

	}

}
