package io.github.parallelpools.actuate.endpoint;

import java.time.Instant;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.RecordedEvent;

/**
 * Something that has happened in a pool, as the endpoint shows it. The names are a
 * promise; more types may be added.
 *
 * @param number counts the events of the pool
 * @param at when
 * @param type what it is, as in {@code worker-died}
 * @param worker the worker that it is about, absent if it is about none
 * @param task the task that it is about, absent if it is about none
 * @param text what happened, in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EventDescription(long number, Instant at, String type, @Nullable String worker, @Nullable String task,
		String text) {

	static EventDescription of(RecordedEvent event) {
		return new EventDescription(event.number(), event.at(),
				event.type().name().toLowerCase(Locale.ROOT).replace('_', '-'), event.worker(), event.task(),
				event.text());
	}

}
