package io.github.parallelpools.benchmarks;

import java.time.Duration;
import java.util.Locale;

/**
 * How much time a run takes for each figure.
 *
 * @param rounds how often each contender of a scenario is measured, in turn
 * @param warmUp how long a contender works before it is measured
 * @param time how long it is measured
 * @param repeats how often what happens once at a time (a start, a kill) is repeated
 * @param queued how many tasks are queued where the queue is measured
 */
public record Effort(int rounds, Duration warmUp, Duration time, int repeats, int queued) {

	/** A look at the ratios. */
	static final Effort QUICK = new Effort(3, Duration.ofSeconds(2), Duration.ofSeconds(1), 5, 1_000_000);

	/** Figures with less noise. */
	static final Effort FULL = new Effort(7, Duration.ofSeconds(4), Duration.ofSeconds(3), 15, 1_000_000);

	/** Shows that everything runs; its figures mean nothing. */
	static final Effort SMOKE = new Effort(1, Duration.ofMillis(50), Duration.ofMillis(50), 1, 1000);

	static Effort of(String name) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "quick" -> QUICK;
			case "full" -> FULL;
			case "smoke" -> SMOKE;
			default -> throw new IllegalArgumentException("'" + name + "' is no mode. Use quick, full or smoke.");
		};
	}

	/**
	 * The effort that another process was given as its first arguments.
	 * @param arguments what {@link #arguments()} has told
	 * @return the effort, of one round
	 */
	public static Effort of(String[] arguments) {
		return new Effort(1, Duration.ofMillis(Long.parseLong(arguments[0])),
				Duration.ofMillis(Long.parseLong(arguments[1])), Integer.parseInt(arguments[2]),
				Integer.parseInt(arguments[3]));
	}

	String[] arguments() {
		return new String[] { "" + this.warmUp.toMillis(), "" + this.time.toMillis(), "" + this.repeats,
				"" + this.queued };
	}

}
