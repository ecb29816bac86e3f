package io.github.parallelpools.engine.feed;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.FedPool;
import io.github.parallelpools.engine.pool.TaskSource;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.Unencoded;
import io.github.parallelpools.engine.time.Patience;
import io.github.parallelpools.pool.Delivery;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.Work;

/**
 * Takes items out of a queue or another source of the application: each idle worker waits
 * there itself, outside of the pool's lock, in slices, so that it notices what happens to
 * the pool. An item that was taken is a task in the pool's own queue from then on: a
 * worker that may not run it any more leaves it there for others.
 */
final class ForeignQueueSource implements TaskSource {

	private static final long LONGEST_SLICE = TimeUnit.SECONDS.toNanos(1);

	private final FedPool pool;

	private final Late<Look> source;

	private final long slice;

	private final Trouble trouble;

	/** Looks for an item of the application's. */
	@FunctionalInterface
	interface Look {

		/**
		 * Waits for an item.
		 * @param nanos how long to wait at most
		 * @return the item, or the {@link Delivery} of one; {@code null} if there is none
		 */
		@Nullable Object poll(long nanos) throws InterruptedException;

	}

	/**
	 * What one look into the queue has brought.
	 *
	 * @param task to handle the item, {@code null} if there was none
	 * @param failed whether the queue failed
	 * @param early whether it gave up before its time
	 */
	private record Catch(@Nullable Execution<?> task, boolean failed, boolean early) {
	}

	ForeignQueueSource(FedPool pool, Late<Look> source, long intervalNanos) {
		this.pool = pool;
		this.source = source;
		this.slice = Math.min(intervalNanos, LONGEST_SLICE);
		this.trouble = new Trouble("queue from which pool '" + pool.name() + "' takes its items");
	}

	@Override
	public boolean hasNext(WorkerLoop loop) {
		return false;
	}

	@Override
	public @Nullable Execution<?> next(WorkerLoop loop) {
		return null;
	}

	@Override
	public void await(WorkerLoop loop, long nanos) {
		Look queue = this.source.get();
		long rest = loop.member().idleness().restLeft(this.pool.nanos());
		if (queue == null || !this.pool.state().runsTasks() || this.pool.hasQueued() || rest > 0) {
			// What waits here while tasks are run waits for a lock.
			this.pool.awaitCall(loop, (rest > 0) ? Math.min(nanos, rest) : nanos);
			return;
		}
		long round = this.pool.demand().round();
		Catch caught = look(loop, queue, Math.min(nanos, this.slice));
		if (caught.task() != null) {
			taken(caught.task());
			loop.member().idleness().end();
		}
		else if (caught.failed()) {
			loop.member().idleness().failed(this.pool.nanos());
		}
		else {
			nothing(loop, round, caught.early());
		}
	}

	/** Waits for an item without the lock. */
	private Catch look(WorkerLoop loop, Look queue, long nanos) {
		this.pool.release();
		try {
			// Without the lock, as who gives an order may take a while.
			loop.orders().beginLook();
			if (loop.orders().isDestroyed()) {
				return new Catch(null, false, false);
			}
			long start = System.nanoTime();
			Object item = queue.poll(nanos);
			this.trouble.over();
			return (item != null) ? caught(item) : new Catch(null, false, System.nanoTime() - start < nanos / 2);
		}
		catch (Throwable ex) {
			if (!loop.orders().isDestroyed()) {
				this.trouble.failed(ex, "its workers look again after 10 ms, doubled up to 1 s");
			}
			return new Catch(null, true, false);
		}
		finally {
			loop.orders().endLook();
			this.pool.regain();
		}
	}

	/** The item is nowhere else any more, so that it must not be lost. */
	private Catch caught(Object given) {
		Object item = given;
		Throwable failure = null;
		if (given instanceof Delivery delivery) {
			try {
				item = Objects.requireNonNull(delivery.item(), "The item of a delivery can't be null");
			}
			catch (Throwable ex) {
				// Whoever has given it is to be told of that, too.
				failure = ex;
			}
		}
		while (true) {
			try {
				return new Catch(task(given, item, failure), false, false);
			}
			catch (OutOfMemoryError ex) {
				Patience.pause();
			}
		}
	}

	/** The task of an item, its end decided if the item can't be had. */
	private Execution<?> task(Object given, Object item, @Nullable Throwable failure) {
		TaskFollower follower = (given instanceof Delivery delivery) ? new DeliveryFollower(delivery) : null;
		Execution<?> task = new Execution<>(this.pool.owner(), new Unencoded(new Work.Item(item, null), follower), null,
				TaskOptions.DEFAULTS, this.pool.nanos());
		if (failure != null) {
			task.decide(new TaskOutcome.Failed(failure));
		}
		return task;
	}

	private void taken(Execution<?> task) {
		this.pool.demand().taken();
		if (this.pool.isClosedLocked()) {
			// Whoever ends what is queued may have gone by already.
			this.pool.accept(task);
			end(task);
		}
		else {
			this.pool.add(task);
		}
	}

	private void end(Execution<?> task) {
		this.pool.release();
		try {
			task.forget();
			task.decide(new TaskOutcome.Cancelled("the application closed before it was run"));
			this.pool.deliver(task);
		}
		finally {
			this.pool.regain();
		}
	}

	private void nothing(WorkerLoop loop, long round, boolean early) {
		if (early) {
			// Some queues do not wait.
			loop.member().idleness().foundNothing(this.pool.nanos());
		}
		this.pool.demand().nothingFound(round);
		this.pool.settle();
	}

	@Override
	public void ended(WorkerLoop loop, Execution<?> task) {
		this.pool.demand().ended();
	}

}
