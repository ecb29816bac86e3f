package io.github.parallelpools.engine.bulk;

import java.util.Spliterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.BulkFailedException;
import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.spi.ErrorText;

/**
 * The results of a bulk as the reader sees them. Each step fills what is in flight, waits
 * and delivers. Used by one thread at a time; only {@link #wake} is for all.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
final class Pull<I extends @Nullable Object, O extends @Nullable Object> implements Spliterator<BulkResult<I, O>> {

	private final PoolBulk<I, O> bulk;

	private final PoolStops poolStops;

	private final Intake<I, O> intake;

	private final InFlight<I, O> inFlight;

	private volatile @Nullable Thread reader;

	/** What the reader waits for, {@code null} for anything. */
	private volatile @Nullable Slot<I, O> awaited;

	Pull(PoolBulk<I, O> bulk, PoolStops poolStops, Intake<I, O> intake, InFlight<I, O> inFlight) {
		this.bulk = bulk;
		this.poolStops = poolStops;
		this.intake = intake;
		this.inFlight = inFlight;
	}

	@Override
	public boolean tryAdvance(Consumer<? super BulkResult<I, O>> action) {
		BulkResult<I, O> result = next();
		if (result == null) {
			return false;
		}
		action.accept(result);
		return true;
	}

	private @Nullable BulkResult<I, O> next() {
		this.bulk.begin();
		while (this.bulk.isGoing()) {
			requireHelp();
			this.intake.fill();
			Slot<I, O> slot = this.inFlight.poll();
			if (slot != null) {
				return delivered(slot.result());
			}
			if (this.intake.isAtEnd() && this.inFlight.size() == 0) {
				this.bulk.finish(this.intake.end());
			}
			else if (!help()) {
				await();
			}
		}
		return null;
	}

	private BulkResult<I, O> delivered(BulkResult<I, O> result) {
		if (this.bulk.stopsAtFailure() && result instanceof BulkResult.Failed<I, O> failed) {
			throw this.bulk.failed(failure(failed.index(), failed.failure()));
		}
		return result;
	}

	private BulkFailedException failure(long index, RuntimeException cause) {
		PoolState state = this.bulk.host().state();
		return new BulkFailedException(
				"A bulk of pool '%s'%s stopped at item %s (%s, which are cancelled). Ask for results() to go on after a failure. The item's is: %s"
					.formatted(this.bulk.host().name(), state.acceptsTasks() ? "" : ", which is %s,".formatted(state),
							index, this.bulk.figures(), ErrorText.of(cause).summary()),
				index, cause);
	}

	private void requireHelp() {
		if (this.bulk.host().isInside() && !this.bulk.errand().isForAnyThread()) {
			throw this.bulk.failed(new PoolStateException(
					"Pool '%s' can't be waited for by one of its own tasks or callbacks, which would wait for itself. Read the results of the bulk elsewhere, or use another pool."
						.formatted(this.bulk.host().name())));
		}
	}

	/**
	 * In a task of the same pool, does what no worker has begun; returns whether
	 * something was done.
	 */
	private boolean help() {
		if (!this.bulk.host().isInside() || this.inFlight.isReady()) {
			return false;
		}
		requireNoInterrupt();
		for (Slot<I, O> slot : this.inFlight.all()) {
			if (this.intake.doHere(slot)) {
				return true;
			}
		}
		return false;
	}

	private void await() {
		this.awaited = this.inFlight.awaited();
		this.reader = Thread.currentThread();
		this.poolStops.add();
		try {
			while (!this.inFlight.isReady() && this.bulk.isGoing()) {
				requireNoInterrupt();
				if (this.bulk.host().state() == PoolState.STOPPED) {
					// What is queued does not end by itself.
					this.inFlight.all().forEach(Slot::cancel);
				}
				if (!this.inFlight.isReady()) {
					LockSupport.park(this);
				}
			}
		}
		finally {
			this.poolStops.remove();
			this.reader = null;
		}
	}

	private void requireNoInterrupt() {
		if (Thread.currentThread().isInterrupted()) {
			this.bulk.cancel();
			throw new CancellationException(
					"A bulk of pool '%s' was cancelled, as the thread that read its results was interrupted (%s)."
						.formatted(this.bulk.host().name(), this.bulk.figures()));
		}
	}

	/** An item has ended. */
	void ended(Slot<I, O> slot) {
		this.inFlight.ended(slot);
		Slot<I, O> next = this.awaited;
		if (next == null || next == slot) {
			wake();
		}
	}

	/** The reader looks anew. */
	void wake() {
		LockSupport.unpark(this.reader);
	}

	@Override
	public @Nullable Spliterator<BulkResult<I, O>> trySplit() {
		return null;
	}

	@Override
	public long estimateSize() {
		return Long.MAX_VALUE;
	}

	/** The size is not told: a stream that knows it may count without working. */
	@Override
	public int characteristics() {
		return ORDERED | NONNULL;
	}

}
