package io.github.parallelpools.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.github.parallelpools.engine.time.Ticker;

/**
 * The clock of pools under test, which stands until a test moves it. What a pool does
 * when a time has passed, it does when the clock was advanced by that time: it releases
 * idle workers, ends tasks that are over time, gives up those that do not obey, ends
 * tasks that have waited past their deadline, starts a worker again after a failure,
 * replaces one that is too old. The test does not wait for it, and nothing of that
 * happens because a machine was slow.
 * <p>
 * What a caller waits for at most, as with {@code join(timeout)}, is real time, and so is
 * all that worker processes do themselves: how long one may take to start or to stop.
 * <p>
 * Safe for use by several threads.
 */
public final class ManualClock implements Ticker {

	private final AtomicLong now = new AtomicLong();

	private final List<Runnable> watching = new CopyOnWriteArrayList<>();

	/**
	 * Makes a clock that stands.
	 */
	public ManualClock() {
	}

	@Override
	public long nanos() {
		return this.now.get();
	}

	/**
	 * Moves the clock on and has the pools do what is due. They do it in threads of their
	 * own, so that it may not be done when this returns: wait for what it leads to. Each
	 * step counts from when the clock stood: a task that is over time is ordered to end
	 * by one move, and given up by another one that is as long as {@code kill-grace}.
	 * What begins when the clock was moved already, begins then: before a worker is to
	 * become idle for long, let it be idle, as {@code pool.snapshot().size().idle()}
	 * tells.
	 * @param time by how much, not negative
	 * @throws IllegalArgumentException if the time is negative
	 */
	public void advance(Duration time) {
		if (time.isNegative()) {
			throw new IllegalArgumentException(
					"A clock can't be moved by %s, as time does not go back. Give a time of 0 or more."
						.formatted(time));
		}
		this.now.addAndGet(time.toNanos());
		this.watching.forEach(Runnable::run);
	}

	@Override
	public void watch(Runnable moved) {
		this.watching.add(moved);
	}

	@Override
	public void forget(Runnable moved) {
		this.watching.remove(moved);
	}

}
