package io.github.parallelpools.test.fault;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;

/**
 * A fault that waits for its moment.
 *
 * @param fault what happens
 * @param millis how long it takes, if it takes a time
 * @param moment when, one of the constants of {@link TaskMoment} or {@link WorkerMoment}
 * @param each whether it happens in each attempt at a task, rather than in the first one
 */
record Trap(Fault fault, long millis, Enum<?> moment, boolean each) implements Serializable {

	/** Springs if it is for that moment. */
	void at(Enum<?> now, int attempt) throws InterruptedException {
		if (this.moment == now && (this.each || attempt == 1)) {
			try {
				this.fault.happen(this.millis);
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The fault " + this.fault + " could not happen", ex);
			}
		}
	}

}
