package io.github.parallelpools.engine.memory;

/** A pool, as far as the memory for its workers goes. */
public interface MemoryUser {

	/** What messages call it. */
	String name();

	/** How many workers it has; called under its lock. */
	int workers();

	/** How many of them it always keeps; called under its lock. */
	int minWorkers();

	/** Has idle workers see whether they are to leave; called without any lock. */
	void callIdle();

	/**
	 * It waits for memory, which is told once; called under its lock.
	 * @param why who has the memory, and the remedy
	 */
	void shortOfMemory(String why);

}
