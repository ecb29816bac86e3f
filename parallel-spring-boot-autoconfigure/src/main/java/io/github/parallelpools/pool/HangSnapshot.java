package io.github.parallelpools.pool;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of a pool hang, or all standalone tasks, since the pool was made. A
 * task is slow if it has run for longer than {@code slow-after}, killed if it was ended
 * because of {@code worker-overtime}, and saved if it was slow and ended by itself after
 * all. Immutable.
 *
 * @param slow how many tasks were slow
 * @param killed how many were killed
 * @param saved how many were saved
 * @param places where they were, those with most kills first
 */
public record HangSnapshot(long slow, long killed, long saved, List<Place> places) {

	/** Where nobody knows where a task was. */
	public static final String UNKNOWN = "unknown";

	/** Where the tasks are counted of all places beyond those that are kept apart. */
	public static final String OTHERS = "others";

	/** A pool whose tasks have never hung. */
	public static final HangSnapshot NONE = new HangSnapshot(0, 0, 0, List.of());

	public HangSnapshot {
		places = List.copyOf(places);
	}

	/**
	 * A place in the code.
	 *
	 * @param name the deepest call of the application's code, such as
	 * {@code com.example.Orders.match(Orders.java:42)}, {@value #UNKNOWN} or
	 * {@value #OTHERS}
	 * @param slow how many tasks were there when they became slow
	 * @param killed how many were there when they were killed
	 * @param saved how many were there when they became slow, and ended by themselves
	 * @param firstSeen when the first of them was
	 * @param lastSeen when the last of them was
	 */
	public record Place(String name, long slow, long killed, long saved, Instant firstSeen, Instant lastSeen) {

		/** The name without the package. */
		String brief() {
			int call = this.name.indexOf('(');
			int method = (call > 0) ? this.name.lastIndexOf('.', call) : -1;
			int type = (method > 0) ? this.name.lastIndexOf('.', method - 1) : -1;
			return this.name.substring(type + 1);
		}

	}

	/**
	 * A place.
	 * @param name its name
	 * @return the place, {@code null} if no task was seen there
	 */
	public @Nullable Place place(String name) {
		return this.places.stream().filter((place) -> place.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * What matters most, in one sentence for people: such as
	 * {@code 83 of 91 kills hang in Orders.match(Orders.java:42)}.
	 * @return the sentence, {@code null} if no place is known
	 */
	public @Nullable String summary() {
		Place worst = this.places.stream()
			.filter((place) -> !place.name().equals(UNKNOWN) && !place.name().equals(OTHERS))
			.findFirst()
			.orElse(null);
		if (worst == null) {
			return null;
		}
		return (worst.killed() > 0) ? "%s of %s kills hang in %s".formatted(worst.killed(), this.killed, worst.brief())
				: "%s of %s slow tasks were in %s".formatted(worst.slow(), this.slow, worst.brief());
	}

}
