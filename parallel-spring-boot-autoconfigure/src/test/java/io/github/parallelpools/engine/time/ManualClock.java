package io.github.parallelpools.engine.time;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands until the test moves it. It begins shortly before the numbers of
 * the system's clock wrap around, as that can begin anywhere.
 */
public final class ManualClock implements Ticker {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50_000_000);

	private final List<Runnable> watching = new CopyOnWriteArrayList<>();

	@Override
	public long nanos() {
		return this.now.get();
	}

	public void pass(Duration time) {
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
