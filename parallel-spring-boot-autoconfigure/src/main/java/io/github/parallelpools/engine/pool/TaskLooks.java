package io.github.parallelpools.engine.pool;

import java.util.stream.LongStream;

import io.github.parallelpools.pool.OvertimeSettings;

/**
 * When a task is looked at that runs, counted from its start. Worked out once, as each
 * task that starts asks.
 *
 * @param isAny whether it is ever looked at
 * @param first nanoseconds until the first time
 * @param last nanoseconds until the last time
 */
record TaskLooks(boolean isAny, long first, long last) {

	static TaskLooks of(OvertimeSettings overtime) {
		long[] looks = LongStream
			.of(overtime.slowAfter().toNanos(), overtime.softLimit().toNanos(),
					overtime.limit().toNanos() - EarlyWords.ahead(overtime), overtime.limit().toNanos())
			.filter((nanos) -> nanos > 0)
			.sorted()
			.toArray();
		return (looks.length > 0) ? new TaskLooks(true, looks[0], looks[looks.length - 1]) : new TaskLooks(false, 0, 0);
	}

}
