package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes on when it is told to. Safe for use by several threads. */
public final class SettableTime implements InstantSource {

	private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

	@Override
	public Instant instant() {
		return this.now;
	}

	/**
	 * Lets time pass.
	 * @param time how much
	 */
	public synchronized void pass(Duration time) {
		this.now = this.now.plus(time);
	}

}
