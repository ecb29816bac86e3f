package io.github.parallelpools.engine.radar;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.spi.StackDigest;

/**
 * Counts by place in the code where tasks are when they have run for long, and what
 * becomes of them. Keeps {@value #MOST} places apart; what is at others is counted in one
 * sum. Knows nothing of tasks. Safe for use by several threads.
 */
public final class HangRadar {

	/** How many places are kept apart. */
	public static final int MOST = 100;

	/** A longer name of a place is cut. */
	static final int LONGEST = 300;

	private final Predicate<String> application;

	private final Clock clock;

	/** Guarded by this. */
	private final Map<String, Counts> places = new LinkedHashMap<>();

	/** What is counted of a place. */
	private enum What {

		SLOW, KILLED, SAVED

	}

	/** The counts of one place. Guarded by the radar. */
	private static final class Counts {

		private final long[] counts = new long[What.values().length];

		private final Instant first;

		private Instant last;

		private Counts(Instant first) {
			this.first = first;
			this.last = first;
		}

		private void count(What what, Instant now) {
			this.counts[what.ordinal()]++;
			this.last = now;
		}

		private long of(What what) {
			return this.counts[what.ordinal()];
		}

		private HangSnapshot.Place snapshot(String name) {
			return new HangSnapshot.Place(name, of(What.SLOW), of(What.KILLED), of(What.SAVED), this.first, this.last);
		}

	}

	/**
	 * A task that was seen.
	 *
	 * @param place where it is counted
	 * @param isNew whether no task was seen there before, and nobody else was told so
	 */
	public record Sighting(String place, boolean isNew) {
	}

	/**
	 * Makes a radar that has seen nothing.
	 * @param application whether a class of that name is the application's own
	 * @param clock tells when something was seen
	 */
	public HangRadar(Predicate<String> application, Clock clock) {
		this.application = application;
		this.clock = clock;
	}

	/**
	 * A task has become slow.
	 * @param stack where it is, {@code null} if nobody knows
	 */
	public Sighting slow(@Nullable String stack) {
		return count(place(stack), What.SLOW);
	}

	/**
	 * A task was killed.
	 * @param stack where it was, {@code null} if nobody knows
	 */
	public Sighting killed(@Nullable String stack) {
		return count(place(stack), What.KILLED);
	}

	/**
	 * A task that was slow has ended by itself.
	 * @param place where it was counted when it became slow
	 */
	public void saved(String place) {
		count(place, What.SAVED);
	}

	private String place(@Nullable String stack) {
		String place = (stack != null) ? StackDigest.of(stack).place(this.application) : "";
		return place.isEmpty() ? HangSnapshot.UNKNOWN : place.substring(0, Math.min(place.length(), LONGEST));
	}

	private synchronized Sighting count(String place, What what) {
		Instant now = this.clock.instant();
		boolean kept = isApart(place) && (this.places.containsKey(place) || hasRoom());
		String name = (kept || !isApart(place)) ? place : HangSnapshot.OTHERS;
		Counts known = this.places.get(name);
		if (known == null) {
			known = new Counts(now);
			this.places.put(name, known);
			known.count(what, now);
			return new Sighting(name, kept);
		}
		known.count(what, now);
		return new Sighting(name, false);
	}

	private static boolean isApart(String place) {
		return !place.equals(HangSnapshot.UNKNOWN) && !place.equals(HangSnapshot.OTHERS);
	}

	private boolean hasRoom() {
		return this.places.keySet().stream().filter(HangRadar::isApart).count() < MOST;
	}

	/** What was seen so far. */
	public HangSnapshot snapshot() {
		List<HangSnapshot.Place> seen = seen();
		return new HangSnapshot(sum(seen, HangSnapshot.Place::slow), sum(seen, HangSnapshot.Place::killed),
				sum(seen, HangSnapshot.Place::saved),
				seen.stream()
					.sorted(Comparator.comparingLong(HangSnapshot.Place::killed)
						.thenComparingLong(HangSnapshot.Place::slow)
						.reversed())
					.toList());
	}

	private synchronized List<HangSnapshot.Place> seen() {
		return this.places.entrySet().stream().map((entry) -> entry.getValue().snapshot(entry.getKey())).toList();
	}

	private static long sum(List<HangSnapshot.Place> places, ToLongFunction<HangSnapshot.Place> count) {
		return places.stream().mapToLong(count).sum();
	}

}
