package io.github.parallelpools.engine.bulk;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.BulkFailedException;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskNotPortableException;

/**
 * The way of items from the source into the pool, as many as may be in flight. Used by
 * the reader only.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
final class Intake<I extends @Nullable Object, O extends @Nullable Object> {

	private final PoolBulk<I, O> bulk;

	private final Source<I> source;

	private final ForeignCalls foreign;

	private final InFlight<I, O> inFlight;

	private final ReaderRun<I, O> readerRun;

	private long taken;

	/** Was not accepted yet. */
	private @Nullable Slot<I, O> held;

	private boolean exhausted;

	/** Why there is no more before the source is exhausted. */
	private @Nullable Throwable end;

	Intake(PoolBulk<I, O> bulk, Source<I> source, ForeignCalls foreign, InFlight<I, O> inFlight) {
		this.bulk = bulk;
		this.source = source;
		this.foreign = foreign;
		this.inFlight = inFlight;
		this.readerRun = new ReaderRun<>(bulk);
	}

	/** Whether nothing more is given to the pool. */
	boolean isAtEnd() {
		return this.exhausted || this.end != null;
	}

	/** What was the end, {@code null} for that of the source. */
	@Nullable Throwable end() {
		return this.end;
	}

	/** Gives items to the pool until as many are in flight as may be. */
	void fill() {
		int limit = this.bulk.limit();
		if (isAtEnd() || this.inFlight.size() >= limit || !this.foreign.enter()) {
			return;
		}
		try {
			boolean goesOn = true;
			while (goesOn && this.inFlight.size() < limit && this.bulk.wantsMore()) {
				goesOn = takeAndGive();
			}
		}
		catch (Throwable ex) {
			this.end = ex;
		}
		finally {
			this.foreign.leave();
		}
	}

	private boolean takeAndGive() {
		if (this.held == null && !this.source.next(this::take)) {
			this.exhausted = true;
			return false;
		}
		Slot<I, O> slot = this.held;
		return slot != null && give(slot);
	}

	private void take(I item) {
		this.held = new Slot<>(this.taken++, item, this.bulk.errand().claim(item), this.bulk);
	}

	/** Returns whether more may be given. */
	private boolean give(Slot<I, O> slot) {
		try {
			TaskFuture<? extends O> task = this.bulk.errand().give(slot.item(), slot.claim(), this.bulk.options());
			this.held = null;
			slot.accepted(task);
		}
		catch (TaskRejectedException ex) {
			return rejected(slot, ex);
		}
		catch (TaskNotPortableException | NullPointerException ex) {
			// It is the item that is wrong, and costs itself only.
			this.held = null;
			slot.failed(ex);
		}
		add(slot);
		return true;
	}

	private void add(Slot<I, O> slot) {
		if (!this.inFlight.add(slot)) {
			slot.cancel();
		}
	}

	private boolean rejected(Slot<I, O> slot, TaskRejectedException ex) {
		boolean accepts = this.bulk.host().state().acceptsTasks();
		if (accepts && this.inFlight.size() > 0 || Thread.currentThread().isInterrupted()) {
			// When one of ours has ended, there may be room; an interrupt ends the bulk.
			return false;
		}
		this.held = null;
		if (accepts && this.bulk.host().isInside() && slot.takeBack()) {
			add(slot);
			this.readerRun.run(slot);
			return true;
		}
		this.end = new BulkFailedException("A bulk of pool '%s' ended at item %s, which was not accepted (%s): %s"
			.formatted(this.bulk.host().name(), slot.index(), this.bulk.figures(), ex.getMessage()), slot.index(), ex);
		return false;
	}

	/** Does an item in the calling thread if no worker has begun with it. */
	boolean doHere(Slot<I, O> slot) {
		if (!slot.takeBack() || !this.foreign.enter()) {
			return false;
		}
		try {
			this.readerRun.run(slot);
		}
		finally {
			this.foreign.leave();
		}
		return true;
	}

}
