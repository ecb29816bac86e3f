package io.github.parallelpools.autoconfigure;

import java.time.Duration;

/**
 * How long what runs may take to end when the application closes.
 *
 * @param wanted how long it may take by itself
 * @param phase how long the context waits for it, the end by force included
 */
record ShutdownTime(Duration wanted, Duration phase) {

	/** How much longer than its {@code kill-grace} something may take to end by force. */
	static final Duration SLACK = Duration.ofSeconds(2);

	/**
	 * How long it gets, so that the end by force is in time as well: behind the phase,
	 * the beans that it uses are destroyed.
	 * @param killGrace how long it may take to obey
	 * @return what is wanted, or less if the context does not wait for so long
	 */
	Duration given(Duration killGrace) {
		Duration force = killGrace.plus(SLACK);
		Duration half = this.phase.dividedBy(2);
		Duration left = this.phase.minus((force.compareTo(half) < 0) ? force : half);
		return (this.wanted.compareTo(left) < 0) ? this.wanted : left;
	}

}
