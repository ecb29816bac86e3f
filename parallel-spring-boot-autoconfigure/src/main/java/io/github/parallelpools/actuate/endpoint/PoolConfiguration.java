package io.github.parallelpools.actuate.endpoint;

import java.util.Map;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;

/**
 * Knows how pools are configured, and changes that of their workers. Thread-safe.
 */
public interface PoolConfiguration {

	/** Knows nothing. */
	PoolConfiguration NONE = new PoolConfiguration() {

		@Override
		public Map<String, ConfiguredProperty> of(ParallelPool pool) {
			return Map.of();
		}

		@Override
		public boolean change(ParallelPool pool, String property, String value, String by) {
			return false;
		}

		@Override
		public void reset(ParallelPool pool, String by) {
		}

	};

	/**
	 * What is written of a pool.
	 * @param pool the pool
	 * @return its properties, by their names below the pool
	 */
	Map<String, ConfiguredProperty> of(ParallelPool pool);

	/**
	 * Changes how the workers of a pool are started: those that start from now on.
	 * @param pool the pool
	 * @param property the name of the property below the pool
	 * @param value its value, as in the configuration
	 * @param by who does it, for people to read
	 * @return {@code false} if it is no property of a pool, or a setting that the pool
	 * itself changes
	 * @throws InvalidSettingException if the value is impossible, the property means
	 * nothing to the pool, or it can't be changed while the pool works
	 */
	boolean change(ParallelPool pool, String property, String value, String by);

	/**
	 * Has the workers of a pool started again as they were configured.
	 * @param pool the pool
	 * @param by who does it, for people to read
	 */
	void reset(ParallelPool pool, String by);

}
