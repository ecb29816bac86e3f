package io.github.parallelpools.autoconfigure.event;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;

/**
 * Somebody has changed settings of a pool while it worked.
 */
public final class PoolSettingsChangedEvent extends ParallelPoolEvent {

	private static final long serialVersionUID = 1L;

	private final String by;

	private final String what;

	private final transient PoolSettings before;

	private final transient PoolSettings now;

	/**
	 * Makes an event.
	 * @param pool the pool
	 * @param by who has done it
	 * @param what which settings, their new values and the old ones
	 * @param before all settings as they were
	 * @param now all settings as they are
	 */
	public PoolSettingsChangedEvent(ParallelPool pool, String by, String what, PoolSettings before, PoolSettings now) {
		super(pool);
		this.by = by;
		this.what = what;
		this.before = before;
		this.now = now;
	}

	/**
	 * Who has done it.
	 * @return as the caller has said
	 */
	public String getBy() {
		return this.by;
	}

	/**
	 * All settings as they were.
	 * @return the settings
	 */
	public PoolSettings getBefore() {
		return this.before;
	}

	/**
	 * All settings as they are.
	 * @return the settings
	 */
	public PoolSettings getNow() {
		return this.now;
	}

	@Override
	String text() {
		return "settings were changed by %s: %s".formatted(this.by, this.what);
	}

}
