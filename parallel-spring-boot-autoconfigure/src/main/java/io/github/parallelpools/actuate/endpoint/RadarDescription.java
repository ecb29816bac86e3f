package io.github.parallelpools.actuate.endpoint;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.HangSnapshot;

/**
 * Where the tasks of a pool hang, as the endpoint shows it. The names are a promise; more
 * may be added.
 *
 * @param summary what matters most, in one sentence; absent if no place is known
 * @param slow how many tasks have run for longer than {@code slow-after}
 * @param killed how many were killed because of overtime
 * @param saved how many of the slow ones have ended by themselves
 * @param places where they were, those with most kills first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RadarDescription(@Nullable String summary, long slow, long killed, long saved, List<HangSnapshot.Place> places) {

	/** Returns {@code null} where nothing was ever slow or killed. */
	static @Nullable RadarDescription of(HangSnapshot hangs) {
		return hangs.places().isEmpty() ? null
				: new RadarDescription(hangs.summary(), hangs.slow(), hangs.killed(), hangs.saved(), hangs.places());
	}

}
