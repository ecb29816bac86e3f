package io.github.parallelpools.engine.bulk;

/**
 * The phases of a bulk.
 *
 * <pre>
 *   NEW --results asked for--> GOING --all delivered, or failed--> ENDED
 *    '---------cancel------------'-------cancel, close-----------> CANCELLED
 * </pre>
 */
enum Phase {

	NEW, GOING, ENDED, CANCELLED;

	boolean isOver() {
		return this == ENDED || this == CANCELLED;
	}

}
