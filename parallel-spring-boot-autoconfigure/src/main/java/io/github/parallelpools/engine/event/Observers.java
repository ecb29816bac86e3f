package io.github.parallelpools.engine.event;

import java.util.List;
import java.util.function.Predicate;

/**
 * Who looks at a pool from outside.
 *
 * @param subscribers are told of what happens in it, before the log
 * @param application whether a class of that name is the application's own, so that it is
 * known where in its code a task hangs; asked by helper threads
 */
public record Observers(List<PoolSubscriber> subscribers, Predicate<String> application) {

	/** Nobody, and nothing is known of the application. */
	public static final Observers NONE = new Observers(List.of(), (name) -> false);

	public Observers {
		subscribers = List.copyOf(subscribers);
	}

}
