package io.github.parallelpools.pool;

/**
 * In which order the tasks of a queue are taken to run.
 */
public enum QueueType {

	/** First in, first out. */
	FIFO,

	/** Last in, first out. */
	LIFO,

	/** The highest priority first; those of one priority first in, first out. */
	PRIORITY

}
