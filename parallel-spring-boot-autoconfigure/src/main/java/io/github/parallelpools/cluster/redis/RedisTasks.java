package io.github.parallelpools.cluster.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.Requeued;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;

/** Tasks as scripts write and read them, on their way from the queue to their end. */
final class RedisTasks {

	/** How many tasks one step removes at most, as nobody else is served meanwhile. */
	private static final int BATCH = 1000;

	private static final String GONE = "The node that ran it is gone, and it may not be tried again";

	private static final String EXPIRED = "Nobody has claimed it in time";

	private final RedisCalls calls;

	RedisTasks(RedisCalls calls) {
		this.calls = calls;
	}

	boolean submit(NewTask task) {
		return this.calls.call(RedisScript.SUBMIT, arguments(task)).yes();
	}

	/** Queues a task, or gives it to a node at once. */
	Optional<Claim> submit(NewTask task, String node, ClaimOrder order) {
		RedisArguments arguments = arguments(task).and(node).and(order.maxRunning()).and(order.can());
		RedisAnswer answer = this.calls.call(RedisScript.SUBMIT, arguments);
		boolean done = answer.yes();
		if (!done || !answer.yes()) {
			return Optional.empty();
		}
		return Optional.of(new Claim(new TaskClaim(task.id(), node, 1), task.submitter(), task.needs(), task.payload(),
				1, task.rules().maxAttempts(), Duration.ZERO, task.rules().tag()));
	}

	private static RedisArguments arguments(NewTask task) {
		NewTask.Rules rules = task.rules();
		if (rules.inTransaction()) {
			throw new UnsupportedOperationException("Redis has no part in the application's transactions, so that task "
					+ task.id() + " of pool '" + task.pool()
					+ "' can't be submitted within one. Submit it after the commit, or set parallel.cluster.store=jdbc.");
		}
		RedisArguments arguments = RedisArguments.of(task.id())
			.and(task.pool())
			.and(task.submitter())
			.and(task.priority())
			.and(task.needs())
			.and(task.payload())
			.and(rules.maxAttempts());
		Duration expires = rules.expires();
		arguments = (expires != null) ? arguments.and(expires) : arguments.and("");
		return arguments.and((rules.tag() != null) ? "1" + rules.tag() : "")
			.and((rules.onEnd() != null) ? rules.onEnd() : "");
	}

	List<Claim> claim(String node, ClaimOrder order) {
		RedisArguments arguments = RedisArguments.of(node)
			.and(order.pool())
			.and(order.most())
			.and(order.maxRunning())
			.and(order.can());
		return this.calls.call(RedisScript.CLAIM, arguments).each((answer) -> claim(node, answer));
	}

	boolean complete(TaskClaim claim, ClusterOutcome outcome) {
		return complete(List.of(new TaskEnd(claim, outcome))).get(0);
	}

	List<Boolean> complete(List<TaskEnd> ends) {
		RedisArguments arguments = new RedisArguments();
		for (TaskEnd end : ends) {
			ClusterOutcome outcome = end.outcome();
			arguments.and(end.claim().task()).and(end.claim().node()).and(end.claim().attempt());
			arguments.and(outcome.code()).and(outcome.value()).and(outcome.dead());
		}
		RedisAnswer answer = this.calls.call(RedisScript.COMPLETE, arguments);
		return ends.stream().map((end) -> answer.yes()).toList();
	}

	boolean release(TaskClaim claim, boolean counted) {
		return this.calls.call(RedisScript.RELEASE, of(claim).and(counted)).yes();
	}

	List<OwnedTask> mine(String node) {
		return this.calls.call(RedisScript.MINE, RedisArguments.of(node))
			.each((answer) -> new OwnedTask(new TaskClaim(answer.text(), node, answer.number()), answer.text(),
					answer.optionalText()));
	}

	CancelResult cancel(String task, boolean running, String reason) {
		return CancelResult.valueOf(this.calls
			.call(RedisScript.CANCEL, RedisArguments.of(task).and(reason).and(ClusterOutcome.CANCELLED).and(running))
			.text());
	}

	int cancelTagged(String pool, String tag, boolean running, String reason) {
		int all = 0;
		long next = 0;
		do {
			RedisAnswer answer = this.calls.call(RedisScript.CANCEL_TAGGED,
					RedisArguments.of(pool)
						.and(tag)
						.and(reason)
						.and(ClusterOutcome.CANCELLED)
						.and(next)
						.and(BATCH)
						.and(running));
			next = answer.number();
			all += answer.count();
		}
		while (next != 0);
		return all;
	}

	List<EndedTask> outcomes(Collection<String> tasks) {
		return tasks.isEmpty() ? List.of()
				: this.calls.call(RedisScript.OUTCOMES, new RedisArguments().and(new LinkedHashSet<>(tasks)))
					.each(RedisTasks::ended);
	}

	void forget(Collection<String> tasks) {
		if (!tasks.isEmpty()) {
			this.calls.call(RedisScript.FORGET, new RedisArguments().and(tasks));
		}
	}

	List<StoredTask> untold(String pool, Collection<String> listeners, int most) {
		return this.calls
			.call(RedisScript.UNTOLD, RedisArguments.of(pool).and(most).and(new LinkedHashSet<>(listeners)))
			.each(RedisLetters::stored);
	}

	boolean adopt(String node, String task, String submitter) {
		return this.calls.call(RedisScript.ADOPT, RedisArguments.of(node).and(task).and(submitter)).yes();
	}

	void told(Collection<String> tasks) {
		if (!tasks.isEmpty()) {
			this.calls.call(RedisScript.TOLD, new RedisArguments().and(tasks));
		}
	}

	Optional<StoredTask> find(String task) {
		RedisAnswer answer = this.calls.call(RedisScript.FIND, RedisArguments.of(task));
		return answer.isEmpty() ? Optional.empty() : Optional.of(RedisLetters.stored(answer));
	}

	Requeued requeue() {
		RedisAnswer answer = this.calls.call(RedisScript.REQUEUE,
				RedisArguments.of(ClusterOutcome.UNKNOWN)
					.and(GONE)
					.and(ClusterOutcome.CANCELLED)
					.and(EXPIRED)
					.and(BATCH));
		return new Requeued(answer.inner().texts(), answer.inner().texts(), answer.inner().texts());
	}

	int expire(Duration retention) {
		int all = 0;
		int some;
		do {
			some = this.calls.call(RedisScript.EXPIRE, new RedisArguments().and(retention).and(BATCH)).count();
			all += some;
		}
		while (some == BATCH);
		return all;
	}

	private static RedisArguments of(TaskClaim claim) {
		return RedisArguments.of(claim.task()).and(claim.node()).and(claim.attempt());
	}

	private static Claim claim(String node, RedisAnswer answer) {
		TaskClaim claim = new TaskClaim(answer.text(), node, answer.number());
		return new Claim(claim, answer.text(), answer.text(), answer.bytes(), answer.count(), answer.count(),
				answer.time(), answer.optionalText());
	}

	private static EndedTask ended(RedisAnswer answer) {
		String id = answer.text();
		ClusterOutcome outcome = new ClusterOutcome(answer.text(), answer.bytes(), answer.yes());
		return new EndedTask(id, outcome, answer.count(), answer.text());
	}

}
