package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.NewTask;

/**
 * A task that a contract test is about to submit.
 *
 * @param id its id
 * @param pool its pool
 * @param priority its priority
 * @param needs what it needs
 * @param payload its payload
 * @param rules how long and how often it may be tried
 */
record TaskDraft(String id, String pool, int priority, String needs, byte[] payload, NewTask.Rules rules) {

	static final String WORK = "work";

	TaskDraft() {
		this(UUID.randomUUID().toString(), TestNode.POOL, 0, WORK, TestNode.bytes("payload"),
				new NewTask.Rules(3, null, null, false));
	}

	NewTask by(String submitter) {
		return new NewTask(this.id, this.pool, submitter, this.priority, this.needs, this.payload, this.rules);
	}

	TaskDraft withId(String name) {
		return new TaskDraft(name, this.pool, this.priority, this.needs, this.payload, this.rules);
	}

	TaskDraft inPool(String name) {
		return new TaskDraft(this.id, name, this.priority, this.needs, this.payload, this.rules);
	}

	TaskDraft withPriority(int higher) {
		return new TaskDraft(this.id, this.pool, higher, this.needs, this.payload, this.rules);
	}

	TaskDraft needing(String word) {
		return new TaskDraft(this.id, this.pool, this.priority, word, this.payload, this.rules);
	}

	TaskDraft carrying(byte[] bytes) {
		return new TaskDraft(this.id, this.pool, this.priority, this.needs, bytes, this.rules);
	}

	TaskDraft under(NewTask.Rules other) {
		return new TaskDraft(this.id, this.pool, this.priority, this.needs, this.payload, other);
	}

	TaskDraft attempts(int most) {
		return under(new NewTask.Rules(most, this.rules.expires(), this.rules.tag(), false));
	}

	TaskDraft naming(@Nullable String listener) {
		return under(
				new NewTask.Rules(this.rules.maxAttempts(), this.rules.expires(), this.rules.tag(), false, listener));
	}

	TaskDraft expiring(@Nullable Duration limit) {
		return under(new NewTask.Rules(this.rules.maxAttempts(), limit, this.rules.tag(), false));
	}

	TaskDraft tagged(@Nullable String tag) {
		return under(new NewTask.Rules(this.rules.maxAttempts(), this.rules.expires(), tag, false));
	}

}
