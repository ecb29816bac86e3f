package io.github.parallelpools.engine.feed;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.FedPool;
import io.github.parallelpools.engine.pool.PoolServices;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;

/**
 * Has somebody else asked how many items wait elsewhere, again and again while the pool
 * works, and tells the pool. What is asked is the application's code: it runs on a helper
 * thread, one call at a time. A call that fails, or does not return for 10 s, counts as 0
 * until one succeeds.
 */
final class BacklogWatch implements Supervisor.Watched {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

	private static final String CONSEQUENCE = "it counts as 0 until it answers";

	private final FedPool pool;

	private final Executor helpers;

	private final long intervalNanos;

	private final Late<LongSupplier> backlog;

	private final Trouble trouble;

	private final AtomicReference<@Nullable Call> current = new AtomicReference<>();

	/** When the next call is due. */
	private volatile long dueAt;

	/** One call. */
	private static final class Call {

		private final long startedAt;

		private volatile boolean givenUp;

		Call(long startedAt) {
			this.startedAt = startedAt;
		}

	}

	BacklogWatch(FedPool pool, Late<LongSupplier> backlog, PoolServices services) {
		this.pool = pool;
		this.helpers = services.helpers();
		this.intervalNanos = services.supervisionInterval().toNanos();
		this.backlog = backlog;
		this.dueAt = pool.nanos();
		this.trouble = new Trouble("backlog of pool '" + pool.name() + "'");
	}

	/** The pool works from now on. */
	void wake() {
		this.pool.watchUntil(this.pool.nanos());
	}

	/**
	 * Has the backlog asked unless it was asked lately; for pools that do not work, whose
	 * figures somebody wants to see.
	 */
	void refresh() {
		long now = this.pool.nanos();
		if (this.dueAt - now <= 0 && !this.pool.isClosed()) {
			ask(now);
		}
	}

	@Override
	public long check(long now) {
		Call call = this.current.get();
		if (call != null) {
			return checkCall(call, now);
		}
		if (!this.pool.state().runsTasks()) {
			return Ticker.never(now);
		}
		if (this.dueAt - now > 0) {
			return this.dueAt;
		}
		return ask(now) ? now + PATIENCE : Ticker.never(now);
	}

	private long checkCall(Call call, long now) {
		long deadline = call.startedAt + PATIENCE;
		if (deadline - now > 0) {
			return deadline;
		}
		if (!call.givenUp) {
			call.givenUp = true;
			// Writing to the log is foreign code.
			this.helpers.execute(() -> this.trouble.silent("10 s", CONSEQUENCE));
			this.pool.told(0);
		}
		return Ticker.never(now);
	}

	private boolean ask(long now) {
		LongSupplier supplier = this.backlog.get();
		Call call = new Call(now);
		if (supplier == null || !this.current.compareAndSet(null, call)) {
			return false;
		}
		this.helpers.execute(() -> call(supplier));
		return true;
	}

	/** Runs on a helper thread. */
	private void call(LongSupplier supplier) {
		long items = 0;
		try {
			items = supplier.getAsLong();
			this.trouble.over();
		}
		catch (Throwable ex) {
			this.trouble.failed(ex, CONSEQUENCE);
		}
		finally {
			this.pool.told(items);
			this.dueAt = this.pool.nanos() + this.intervalNanos;
			this.current.set(null);
			if (this.pool.state().runsTasks()) {
				this.pool.watchUntil(this.dueAt);
			}
		}
	}

	@Override
	public String toString() {
		return "the backlog of pool '" + this.pool.name() + "'";
	}

}
