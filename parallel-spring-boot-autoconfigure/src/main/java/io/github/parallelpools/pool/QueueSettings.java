package io.github.parallelpools.pool;

/**
 * Where tasks wait.
 *
 * @param capacity how many tasks may wait, at least 1
 * @param whenFull what happens to one more
 */
public record QueueSettings(int capacity, WhenFull whenFull) {

	public QueueSettings {
		if (capacity < 1) {
			throw new InvalidSettingException("queue.capacity", capacity, "Set it to 1 or more.");
		}
	}

	/**
	 * First in, first out.
	 * @param capacity how many tasks may wait, at least 1
	 * @param whenFull what happens to one more
	 * @return the settings
	 */
	public static QueueSettings of(int capacity, WhenFull whenFull) {
		return new QueueSettings(capacity, whenFull);
	}

}
