package io.github.parallelpools.cluster;

import java.time.Duration;

import io.github.parallelpools.cluster.store.SettableTime;

/** A clock that a test moves, together with that of the store; nothing is repeated. */
final class ManualTimers implements Timers {

	private final SettableTime stores;

	private long nanos;

	ManualTimers(SettableTime stores) {
		this.stores = stores;
	}

	void pass(Duration time) {
		this.nanos += time.toNanos();
		this.stores.pass(time);
	}

	@Override
	public long nanos() {
		return this.nanos;
	}

	@Override
	public Repetition repeat(String name, Duration interval, Runnable work) {
		throw new UnsupportedOperationException("Nothing is repeated here");
	}

	@Override
	public void close() {
	}

}
