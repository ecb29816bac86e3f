package io.github.parallelpools.pool;

/**
 * Where the log of worker processes goes. Threads of the application log like the rest of
 * it.
 */
public enum LoggingMode {

	/** Into the application's log. */
	FORWARD,

	/** Into one file per worker. */
	FILE,

	/** Nowhere; what is printed still goes into the application's log. */
	NONE

}
