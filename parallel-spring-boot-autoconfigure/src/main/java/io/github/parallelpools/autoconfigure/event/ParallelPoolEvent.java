package io.github.parallelpools.autoconfigure.event;

import org.springframework.context.ApplicationEvent;

import io.github.parallelpools.pool.ParallelPool;

/**
 * Something has happened in a pool that is a bean. Listen to this type to be told of
 * everything. Immutable, but for the pool that it leads to.
 */
public abstract class ParallelPoolEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String poolName;

	ParallelPoolEvent(ParallelPool pool) {
		super(pool);
		this.poolName = pool.name();
	}

	/**
	 * The pool.
	 * @return the pool, which may have moved on since
	 */
	public final ParallelPool getPool() {
		return (ParallelPool) getSource();
	}

	/**
	 * The pool's name.
	 * @return the name, which is also the bean's
	 */
	public final String getPoolName() {
		return this.poolName;
	}

	/** What else there is to tell, for people to read. */
	abstract String text();

	@Override
	public final String toString() {
		return "%s of pool '%s': %s".formatted(getClass().getSimpleName(), this.poolName, text());
	}

}
