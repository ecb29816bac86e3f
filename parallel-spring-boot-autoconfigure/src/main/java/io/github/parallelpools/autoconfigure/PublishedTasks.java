package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.springframework.context.ApplicationEvent;

import io.github.parallelpools.autoconfigure.event.StandaloneTaskEndedEvent;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskTroubleEvent;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskTroubleEvent.Cause;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.engine.standalone.TaskObservers;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.TaskSettings;

/**
 * Says what happens to standalone tasks in Spring's terms. Knows nothing of who listens.
 *
 * @param way where the events go
 * @param application whether a class of that name is the application's own
 */
record PublishedTasks(Consumer<ApplicationEvent> way, Predicate<String> application) implements TaskObservers {

	@Override
	public List<PoolSubscriber> of(TaskSettings task) {
		return List.of(new Run(this.way, task));
	}

	@Override
	public boolean isOfApplication(String className) {
		return this.application.test(className);
	}

	/** One run. */
	private record Run(Consumer<ApplicationEvent> way, TaskSettings task) implements PoolSubscriber {

		@Override
		public boolean hearsTasks() {
			return true;
		}

		@Override
		public void taskOvertime(PoolEvent.TaskOvertime event) {
			boolean killed = event.policy() == OvertimePolicy.KILL;
			this.way.accept(new StandaloneTaskTroubleEvent(this.task, killed ? Cause.KILLED : Cause.OVERTIME,
					event.worker(), "it ran for longer than %s ms".formatted(event.limit().toMillis()), event.stack()));
		}

		@Override
		public void workerDied(PoolEvent.WorkerDied event) {
			this.way
				.accept(new StandaloneTaskTroubleEvent(this.task, Cause.CRASHED, event.worker(), event.cause(), null));
		}

		@Override
		public void workerAbandoned(PoolEvent.WorkerAbandoned event) {
			this.way.accept(
					new StandaloneTaskTroubleEvent(this.task, Cause.ABANDONED, event.worker(), event.remains(), null));
		}

		@Override
		public void hangFound(PoolEvent.HangFound event) {
			this.way.accept(new StandaloneTaskTroubleEvent(this.task, Cause.HANGS, event.worker(), event.place(),
					event.stack()));
		}

		@Override
		public void taskEnded(PoolEvent.TaskEnded event) {
			this.way.accept(new StandaloneTaskEndedEvent(this.task, event.result()));
		}

	}

}
