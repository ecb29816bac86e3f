package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * Where tasks wait.
 *
 * @param type in which order they are taken to run
 * @param capacity how many tasks may wait, at least 1
 * @param whenFull what happens to one more
 * @param blockTimeout how long a caller waits for room with {@link WhenFull#BLOCK}; zero
 * means without limit
 */
public record QueueSettings(QueueType type, int capacity, WhenFull whenFull, Duration blockTimeout) {

	public QueueSettings {
		if (capacity < 1) {
			throw new InvalidSettingException("queue.capacity", capacity, "Set it to 1 or more.");
		}
		Durations.requireNotNegative("queue.block-timeout", blockTimeout, "Set it to 0 (without limit) or more.");
	}

	/**
	 * First in, first out; callers that wait for room wait without limit.
	 * @param capacity how many tasks may wait, at least 1
	 * @param whenFull what happens to one more
	 * @return the settings
	 */
	public static QueueSettings of(int capacity, WhenFull whenFull) {
		return new QueueSettings(QueueType.FIFO, capacity, whenFull, Duration.ZERO);
	}

}
