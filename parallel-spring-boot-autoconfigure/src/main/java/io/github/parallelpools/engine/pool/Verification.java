package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.spi.WorkerStartException;

/**
 * Finds out whether the workers of a pool start, by starting one if none is there. It
 * stays for the tasks to come, as long as any idle worker does.
 */
final class Verification {

	private final PoolCore core;

	private final Staffing staffing;

	private final PoolView view;

	private final TimeoutReport timeouts;

	Verification(PoolCore core, Staffing staffing, PoolView view, TimeoutReport timeouts) {
		this.core = core;
		this.staffing = staffing;
		this.view = view;
		this.timeouts = timeouts;
	}

	/** Has a worker started, and does not wait for it. */
	void begin() {
		if (this.core.inCaller) {
			return;
		}
		try (Held held = this.core.hold()) {
			this.core.firstWorker.want();
		}
		this.staffing.recruit();
	}

	/** Waits until a worker is there, or could not be started. */
	void complete(Duration timeout) throws WorkerStartException, InterruptedException {
		if (this.core.inCaller) {
			return;
		}
		begin();
		boolean known;
		try (Held held = this.core.holdInterruptibly()) {
			known = this.core.firstWorker.await(TimeUnit.NANOSECONDS.convert(timeout));
			if (this.core.firstWorker.isThere()) {
				return;
			}
		}
		PoolSnapshot.@Nullable StartFailures failures = this.view.snapshot().startFailures();
		if (failures != null) {
			throw new WorkerStartException(failures.message(), null);
		}
		if (known) {
			throw new PoolStateException("Pool '%s' became %s while it started its first worker."
				.formatted(this.core.name(), this.core.state()));
		}
		throw this.timeouts.noWorker(timeout);
	}

}
