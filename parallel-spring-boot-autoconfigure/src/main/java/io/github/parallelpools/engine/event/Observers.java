package io.github.parallelpools.engine.event;

import java.util.List;
import java.util.function.Predicate;

import io.github.parallelpools.spi.NamedListeners;

/**
 * Who looks at a pool from outside.
 *
 * @param subscribers are told of what happens in it, before the log
 * @param application whether a class of that name is the application's own, so that it is
 * known where in its code a task hangs; asked by helper threads
 * @param named are told of the ends of the tasks that name them
 */
public record Observers(List<PoolSubscriber> subscribers, Predicate<String> application, NamedListeners named) {

	/** Nobody, and nothing is known of the application. */
	public static final Observers NONE = new Observers(List.of(), (name) -> false, NamedListeners.NONE);

	public Observers {
		subscribers = List.copyOf(subscribers);
	}

}
