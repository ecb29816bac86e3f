package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.StoredTask;

/** Dead letters and figures of pools, as scripts write and read them. */
final class RedisLetters {

	private final RedisCalls calls;

	RedisLetters(RedisCalls calls) {
		this.calls = calls;
	}

	QueueFigures figures(String pool) {
		RedisAnswer answer = this.calls.call(RedisScript.FIGURES, RedisArguments.of(pool));
		return new QueueFigures(answer.number(), answer.number(), answer.number(), answer.time());
	}

	List<StoredTask> all(String pool, int most) {
		return this.calls.call(RedisScript.LETTERS, RedisArguments.of(pool).and(most)).each(RedisLetters::stored);
	}

	boolean resend(String letter, String task, String submitter) {
		return this.calls.call(RedisScript.RESEND, RedisArguments.of(letter).and(task).and(submitter)).yes();
	}

	boolean remove(String letter) {
		return this.calls.call(RedisScript.DISCARD, RedisArguments.of(letter)).yes();
	}

	/** Reads a task as {@code describe} of {@code common.lua} tells it. */
	static StoredTask stored(RedisAnswer answer) {
		String id = answer.text();
		String pool = answer.text();
		String submitter = answer.text();
		int priority = answer.count();
		String needs = answer.text();
		byte[] payload = answer.bytes();
		int most = answer.count();
		Duration expires = answer.optionalTime();
		NewTask.Rules rules = new NewTask.Rules(most, expires, answer.optionalText(), false, answer.optionalText());
		StoredTask.State state = state(answer.text());
		String node = answer.optionalText();
		int counted = answer.count();
		Duration age = answer.time();
		return new StoredTask(new NewTask(id, pool, submitter, priority, needs, payload, rules), state, node, counted,
				age, end(id, state, counted, answer));
	}

	private static @Nullable EndedTask end(String id, StoredTask.State state, int counted, RedisAnswer answer) {
		String code = answer.optionalText();
		if (code == null) {
			return null;
		}
		byte[] value = answer.bytes();
		ClusterOutcome outcome = new ClusterOutcome(code, value, state == StoredTask.State.DEAD);
		return new EndedTask(id, outcome, counted, Objects.requireNonNull(answer.optionalText()));
	}

	private static StoredTask.State state(String letter) {
		return switch (letter) {
			case "Q" -> StoredTask.State.QUEUED;
			case "R" -> StoredTask.State.RUNNING;
			case "D" -> StoredTask.State.DEAD;
			default -> StoredTask.State.ENDED;
		};
	}

}
