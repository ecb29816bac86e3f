package io.github.parallelpools.autoconfigure;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.autoconfigure.event.HangFoundEvent;
import io.github.parallelpools.autoconfigure.event.KillBudgetEvent;
import io.github.parallelpools.autoconfigure.event.ParallelPoolEvent;
import io.github.parallelpools.autoconfigure.event.PoolSettingsChangedEvent;
import io.github.parallelpools.autoconfigure.event.PoolStateChangedEvent;
import io.github.parallelpools.autoconfigure.event.PoolTroubleEvent;
import io.github.parallelpools.autoconfigure.event.TaskDeadLetteredEvent;
import io.github.parallelpools.autoconfigure.event.TaskOvertimeEvent;
import io.github.parallelpools.autoconfigure.event.WorkerAbandonedEvent;
import io.github.parallelpools.autoconfigure.event.WorkerCrashedEvent;
import io.github.parallelpools.autoconfigure.event.WorkerKilledEvent;
import io.github.parallelpools.autoconfigure.event.WorkerRecycledEvent;
import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;

/**
 * Says what happens in one pool in Spring's terms. Hears only what is rare, and nothing
 * of the ends of tasks. Knows nothing of who listens.
 */
final class ApplicationEvents implements PoolSubscriber {

	private final Consumer<ParallelPoolEvent> line;

	/** Set once, before anything happens in the pool. */
	private volatile @Nullable ParallelPool pool;

	ApplicationEvents(Consumer<ParallelPoolEvent> line) {
		this.line = line;
	}

	/** The pool was made. */
	void of(ParallelPool made) {
		this.pool = made;
	}

	@Override
	public void moved(PoolEvent.Moved event) {
		publish((source) -> new PoolStateChangedEvent(source, event.from(), event.to()));
	}

	@Override
	public void startFailed(PoolEvent.StartFailed event) {
		publish((source) -> new PoolTroubleEvent(source, PoolTroubleEvent.Cause.START_FAILED,
				"Worker %s could not start: %s".formatted(event.worker(), event.why())));
	}

	@Override
	public void memoryShort(PoolEvent.MemoryShort event) {
		publish((source) -> new PoolTroubleEvent(source, PoolTroubleEvent.Cause.MEMORY_SHORT, event.why()));
	}

	@Override
	public void taskOvertime(PoolEvent.TaskOvertime event) {
		publish((source) -> new TaskOvertimeEvent(source, event.task(), event.worker(), event.limit(), event.policy(),
				event.stack()));
		if (event.policy() == OvertimePolicy.KILL) {
			publish((source) -> new WorkerKilledEvent(source, event.worker(), WorkerKilledEvent.Reason.OVERTIME,
					event.task(), event.stack()));
		}
	}

	@Override
	public void hangFound(PoolEvent.HangFound event) {
		publish((source) -> new HangFoundEvent(source, event.place(), event.task(), event.worker(), event.stack()));
	}

	@Override
	public void killBudgetExceeded(PoolEvent.KillBudgetExceeded event) {
		publish((source) -> new KillBudgetEvent(source, true, event.why()));
	}

	@Override
	public void killBudgetRestored(PoolEvent.KillBudgetRestored event) {
		publish((source) -> new KillBudgetEvent(source, false, "its kill budget is whole again"));
	}

	@Override
	public void settingsChanged(PoolEvent.SettingsChanged event) {
		publish((source) -> new PoolSettingsChangedEvent(source, event.by(), event.what(), event.before(),
				event.now()));
	}

	@Override
	public void workerKilled(PoolEvent.WorkerKilled event) {
		publish((source) -> new WorkerKilledEvent(source, event.worker(), WorkerKilledEvent.Reason.BY_HAND, null,
				null));
	}

	@Override
	public void workerDied(PoolEvent.WorkerDied event) {
		publish((source) -> new WorkerCrashedEvent(source, event.worker(), event.tasks(), event.cause()));
	}

	@Override
	public void workerAbandoned(PoolEvent.WorkerAbandoned event) {
		publish((source) -> new WorkerAbandonedEvent(source, event.worker(), event.remains()));
	}

	@Override
	public void workerRecycled(PoolEvent.WorkerRecycled event) {
		publish((source) -> new WorkerRecycledEvent(source, event.worker()));
	}

	@Override
	public void deadLettered(PoolEvent.DeadLettered event) {
		publish((source) -> new TaskDeadLetteredEvent(source, event.letter()));
	}

	private void publish(Function<ParallelPool, ParallelPoolEvent> event) {
		this.line
			.accept(event.apply(Objects.requireNonNull(this.pool, "A pool has done something before it was made")));
	}

}
