package io.github.parallelpools.engine.bulk;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.task.TaskFuture;

/**
 * One item of a bulk, from the source to its delivery. Is told of the end of its task by
 * whatever thread completes the future; knows no pool.
 *
 * @param <I> the type of the item
 * @param <O> the type of the value
 */
final class Slot<I extends @Nullable Object, O extends @Nullable Object> implements BiConsumer<O, @Nullable Throwable> {

	private final long index;

	private final I item;

	private final @Nullable Claim<I, O> claim;

	private final SlotEnds<I, O> ends;

	private volatile @Nullable TaskFuture<?> future;

	/** Written before {@link #ended}. */
	private @Nullable O value;

	/** Written before {@link #ended}. */
	private @Nullable Throwable error;

	private volatile boolean ended;

	/** The one that ended before this one, while both are in a list of those. */
	private @Nullable Slot<I, O> earlier;

	/**
	 * Makes one whose item is not given to the pool yet.
	 * @param index where the item was
	 * @param item the item
	 * @param claim what the reader can do itself
	 * @param ends is told when it has ended
	 */
	Slot(long index, I item, @Nullable Claim<I, O> claim, SlotEnds<I, O> ends) {
		this.index = index;
		this.item = item;
		this.claim = claim;
		this.ends = ends;
	}

	long index() {
		return this.index;
	}

	I item() {
		return this.item;
	}

	@Nullable Claim<I, O> claim() {
		return this.claim;
	}

	/** The pool has accepted the item. */
	void accepted(TaskFuture<? extends O> task) {
		this.future = task;
		boolean told = false;
		try {
			task.whenComplete(this);
			told = true;
		}
		finally {
			if (!told) {
				task.cancel(true);
			}
		}
	}

	/** Takes the item from the workers; returns whether none has begun. */
	boolean takeBack() {
		boolean mine = this.claim != null && !this.ended && this.claim.takeBack();
		if (mine) {
			cancel();
		}
		return mine;
	}

	/** Cancels the task, if there is one. */
	void cancel() {
		TaskFuture<?> task = this.future;
		if (task != null && !task.isDone()) {
			task.cancel(true);
		}
	}

	@Override
	public void accept(O value, @Nullable Throwable error) {
		if (this.claim != null && this.claim.isTakenBack()) {
			return;
		}
		if (error == null) {
			done(value);
		}
		else {
			failed(error);
		}
	}

	void done(O made) {
		this.value = made;
		end(false);
	}

	void failed(Throwable why) {
		this.error = why;
		end(true);
	}

	/** Allocates nothing: memory may be short, and the reader waits for this. */
	private void end(boolean failed) {
		this.ends.count(failed);
		this.ended = true;
		this.ends.ended(this);
	}

	boolean hasEnded() {
		return this.ended;
	}

	/** What has become of it, for who has seen it ended. */
	@SuppressWarnings("NullAway") // A value is what the type says
	BulkResult<I, O> result() {
		Throwable why = this.error;
		if (why == null) {
			return new BulkResult.Done<>(this.index, this.item, this.value);
		}
		return new BulkResult.Failed<>(this.index, this.item,
				(why instanceof RuntimeException failure) ? failure : new IllegalStateException(why));
	}

	/** Puts it before another one in a list. */
	void follow(@Nullable Slot<I, O> other) {
		this.earlier = other;
	}

	@Nullable Slot<I, O> earlier() {
		return this.earlier;
	}

}
