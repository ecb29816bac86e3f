package io.github.parallelpools.pool;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far a bulk has come. Items count when they end, also before their results are
 * taken. Immutable.
 *
 * @param done how many items have a value
 * @param failed how many items failed or were cancelled
 * @param inFlight how many items were given to the pool and are not done or failed, or
 * their result was not taken
 * @param total how many items there are, empty if the source does not know
 * @param elapsed how long the bulk has been running, from the first result that was asked
 * for to its end
 */
public record BulkProgress(long done, long failed, int inFlight, OptionalLong total, Duration elapsed) {

	/**
	 * How many items end in a second, on the average.
	 * @return the items per second, 0 before the first one
	 */
	public double rate() {
		double seconds = this.elapsed.toNanos() / 1e9;
		return (seconds > 0) ? (this.done + this.failed) / seconds : 0;
	}

}
