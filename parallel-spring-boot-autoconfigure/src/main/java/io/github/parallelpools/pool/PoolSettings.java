package io.github.parallelpools.pool;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a pool is made from: validated and immutable.
 *
 * @param name the pool's name
 * @param kind what its workers are
 * @param size how many there are
 * @param overtime what happens to tasks that run for too long
 * @param queue where tasks wait
 * @param handler what handles the items that are sent, for people to read; {@code null}
 * if the pool only runs what is submitted
 * @param autoStop whether the pool stops by itself once it has worked and nothing is
 * queued or running any more
 * @param args arguments for handlers
 */
public record PoolSettings(String name, WorkerKind kind, SizeSettings size, OvertimeSettings overtime,
		QueueSettings queue, @Nullable String handler, boolean autoStop, Map<String, String> args) {

	public PoolSettings {
		if (name.isBlank()) {
			throw new InvalidSettingException("name", name, "Give the pool a name.");
		}
		args = Map.copyOf(args);
	}

}
