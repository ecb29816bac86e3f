package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.Requeued;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;

/** The tasks, in the order in which they were submitted. Guarded by the memory. */
final class MemoryTasks {

	private static final Comparator<MemoryTask> ORDER = Comparator
		.comparing((MemoryTask task) -> task.task.priority(), Comparator.reverseOrder())
		.thenComparingLong((task) -> task.number);

	private final InstantSource clock;

	private final MemoryNodes nodes;

	private final MemoryNotices notices;

	private final Map<String, MemoryTask> tasks = new LinkedHashMap<>();

	private long submitted;

	MemoryTasks(InstantSource clock, MemoryNodes nodes, MemoryNotices notices) {
		this.clock = clock;
		this.nodes = nodes;
		this.notices = notices;
	}

	boolean submit(NewTask task) {
		if (task.rules().inTransaction()) {
			throw new UnsupportedOperationException("A store in memory has no part in transactions.");
		}
		boolean done = put(task);
		if (done) {
			tellQueued(task.pool());
		}
		return done;
	}

	private boolean put(NewTask task) {
		if (this.tasks.containsKey(task.id())) {
			return false;
		}
		this.tasks.put(task.id(), new MemoryTask(task, ++this.submitted, now()));
		return true;
	}

	/** Queues a task, or gives it to a node at once. */
	Optional<Claim> submit(NewTask task, String node, ClaimOrder order) {
		boolean waits = of(order.pool()).anyMatch((one) -> one.isQueued() && order.can().contains(one.task.needs()));
		if (waits || !put(task)) {
			submit(task);
			return Optional.empty();
		}
		Optional<Claim> given = claim(node, order).stream().findFirst();
		if (given.isEmpty()) {
			tellQueued(task.pool());
		}
		return given;
	}

	List<Claim> claim(String node, ClaimOrder order) {
		if (!this.nodes.has(node)) {
			return List.of();
		}
		Instant now = now();
		long most = order.most();
		if (order.maxRunning() > 0) {
			long running = of(order.pool()).filter(MemoryTask::isRunning).count();
			most = Math.min(most, Math.max(0, order.maxRunning() - running));
		}
		return of(order.pool()).filter(MemoryTask::isQueued)
			.filter((task) -> !task.isExpired(now) && order.can().contains(task.task.needs()))
			.sorted(ORDER)
			.limit(most)
			.toList()
			.stream()
			.map((task) -> task.claim(node, now))
			.toList();
	}

	boolean complete(TaskClaim claim, ClusterOutcome outcome) {
		MemoryTask task = this.tasks.get(claim.task());
		if (task == null || !task.belongsTo(claim)) {
			return false;
		}
		if (task.hasEnded()) {
			return true;
		}
		if (!this.nodes.has(claim.node())) {
			return false;
		}
		end(task, outcome, "", claim.node());
		return true;
	}

	boolean release(TaskClaim claim, boolean counted) {
		MemoryTask task = this.tasks.get(claim.task());
		if (task == null || !task.isRunning() || !task.belongsTo(claim) || !this.nodes.has(claim.node())) {
			return false;
		}
		giveBack(task, counted);
		return true;
	}

	/** Gives back what a node has that leaves in good order. */
	void leave(String node) {
		running(node).toList().forEach((task) -> giveBack(task, false));
	}

	List<OwnedTask> mine(String node) {
		return this.nodes.has(node) ? running(node).map(MemoryTask::owned).toList() : List.of();
	}

	CancelResult cancel(String id, boolean running, String reason) {
		MemoryTask task = this.tasks.get(id);
		if (task == null || task.hasEnded()) {
			return CancelResult.TOO_LATE;
		}
		if (task.isQueued()) {
			end(task, ClusterOutcome.neverRun(), reason, null);
			return CancelResult.ENDED;
		}
		if (!running) {
			return CancelResult.TOO_LATE;
		}
		task.mark(reason);
		this.notices.tell(task.owned().claim().node(), ClusterListener::commanded);
		return CancelResult.ASKED;
	}

	int cancelTagged(String pool, String tag, boolean running, String reason) {
		List<MemoryTask> tagged = of(pool).filter((task) -> task.isToCancel(tag) && (running || task.isQueued()))
			.toList();
		tagged.forEach((task) -> cancel(task.task.id(), running, reason));
		return tagged.size();
	}

	List<EndedTask> outcomes(Collection<String> ids) {
		return ids.stream()
			.distinct()
			.flatMap((id) -> find(id, MemoryTask::hasEnded).stream())
			.map(MemoryTask::ended)
			.toList();
	}

	void forget(Collection<String> ids) {
		ids.forEach(
				(id) -> find(id, (task) -> task.is(StoredTask.State.ENDED)).ifPresent((task) -> this.tasks.remove(id)));
	}

	List<StoredTask> untold(String pool, Collection<String> listeners, int most) {
		return of(pool).filter(MemoryTask::isToBeTold)
			.filter((task) -> listeners.contains(task.task.rules().onEnd()) && !this.nodes.has(task.task.submitter()))
			.limit(most)
			.map((task) -> task.stored(now()))
			.toList();
	}

	boolean adopt(String node, String id, String submitter) {
		Optional<MemoryTask> found = find(id, MemoryTask::hasEnded)
			.filter((task) -> List.of(submitter, node).contains(task.task.submitter()))
			.filter((task) -> this.nodes.has(node));
		found.ifPresent((task) -> task.submitter(node));
		return found.isPresent();
	}

	void told(Collection<String> ids) {
		ids.forEach((id) -> find(id, MemoryTask::hasEnded).ifPresent((task) -> task.submitter("")));
	}

	void lose(String id) {
		this.tasks.remove(id);
	}

	Optional<StoredTask> find(String id) {
		return Optional.ofNullable(this.tasks.get(id)).map((task) -> task.stored(now()));
	}

	Requeued requeue() {
		Instant now = now();
		Requeued done = new Requeued(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		for (MemoryTask task : this.tasks.values()) {
			String id = task.task.id();
			if (task.isExpired(now)) {
				end(task, ClusterOutcome.neverRun(), "Nobody has claimed it in time.", null);
				done.expired().add(id);
			}
			else if (task.isRunning() && !this.nodes.has(task.owned().claim().node())) {
				if (task.isUsedUp()) {
					end(task, ClusterOutcome.deadWith(), "Its node is gone, and there may be no other attempt.", null);
					done.dead().add(id);
				}
				else {
					giveBack(task, true);
					done.queued().add(id);
				}
			}
		}
		return done;
	}

	int expire(Duration retention) {
		int before = this.tasks.size();
		Instant limit = now().minus(retention);
		this.tasks.values().removeIf((task) -> task.endedBefore(limit));
		return before - this.tasks.size();
	}

	QueueFigures figures(String pool) {
		Instant now = now();
		return new QueueFigures(of(pool).filter(MemoryTask::isQueued).count(),
				of(pool).filter(MemoryTask::isRunning).count(), letters(pool).count(),
				of(pool).filter(MemoryTask::isQueued)
					.map((task) -> task.waited(now))
					.max(Comparator.naturalOrder())
					.orElse(Duration.ZERO));
	}

	List<StoredTask> deadLetters(String pool, int most) {
		return letters(pool).limit(most).map((task) -> task.stored(now())).toList();
	}

	boolean resend(String letter, String id, String submitter) {
		Optional<MemoryTask> dead = letter(letter);
		if (dead.isEmpty()) {
			return this.tasks.containsKey(id);
		}
		NewTask task = dead.get().task;
		this.tasks.remove(letter);
		return submit(
				new NewTask(id, task.pool(), submitter, task.priority(), task.needs(), task.payload(), task.rules()));
	}

	boolean removeDeadLetter(String letter) {
		return letter(letter).isPresent() && this.tasks.remove(letter) != null;
	}

	private void end(MemoryTask task, ClusterOutcome outcome, String reason, @Nullable String by) {
		task.end(outcome, reason, by, now());
		this.notices.tell(task.task.submitter(), ClusterListener::ended);
	}

	private void giveBack(MemoryTask task, boolean counts) {
		task.giveBack(counts, now());
		tellQueued(task.task.pool());
	}

	private void tellQueued(String pool) {
		this.notices.tell((listener) -> listener.queued(pool));
	}

	private Stream<MemoryTask> of(String pool) {
		return this.tasks.values().stream().filter((task) -> task.task.pool().equals(pool));
	}

	private Stream<MemoryTask> running(String node) {
		return this.tasks.values().stream().filter((task) -> task.isRunning() && node.equals(task.node()));
	}

	private Stream<MemoryTask> letters(String pool) {
		return of(pool).filter((task) -> task.is(StoredTask.State.DEAD));
	}

	private Optional<MemoryTask> letter(String id) {
		return find(id, (task) -> task.is(StoredTask.State.DEAD));
	}

	private Optional<MemoryTask> find(String id, Predicate<MemoryTask> filter) {
		return Optional.ofNullable(this.tasks.get(id)).filter(filter);
	}

	private Instant now() {
		return this.clock.instant();
	}

}
