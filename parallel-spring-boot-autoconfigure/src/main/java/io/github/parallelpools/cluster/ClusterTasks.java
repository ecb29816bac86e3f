package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.task.TaskProgress;

/**
 * The standalone tasks of the cluster that have been started in this instance and have
 * not ended, and what is known of all. Safe for use by several threads.
 */
public final class ClusterTasks {

	private final ClusterStore store;

	private final ClusterSettings settings;

	private final ClusterMembership membership;

	private final Timers timers;

	private final ClusterObserver observer;

	private final TaskBook book;

	private final AtomicLong owners = new AtomicLong();

	private volatile boolean drained;

	private volatile boolean leaving = true;

	/** What looks for each. Guarded by this. */
	private final Map<TaskPart<?, ?>, Timers.Repetition> parts = new LinkedHashMap<>();

	/** Ends that this instance has told of, the oldest first. Guarded by itself. */
	private final Queue<Ended> ended = new ArrayDeque<>();

	/**
	 * An end whose record is removed after a while.
	 *
	 * @param task the task's name
	 * @param token the token of the execution
	 * @param at when it was told
	 */
	private record Ended(String task, long token, long at) {
	}

	/**
	 * A standalone task of the cluster that somebody executes.
	 *
	 * @param name its name
	 * @param node the id of the node that executes it, or that has died of late
	 * @param instance the name of that instance
	 * @param alive whether that node is there
	 * @param token the token of the execution
	 * @param attempt how many executions of the run have begun
	 * @param since when it began, by the clock of the instance, in milliseconds
	 * @param paused whether it waits at a checkpoint
	 * @param wanted what is wanted of the run, {@code null} if nothing was
	 * @param by who wants that, {@code null} likewise
	 * @param progress how far it has come, {@code null} if it has told nothing
	 */
	public record Running(String name, String node, String instance, boolean alive, long token, int attempt, long since,
			boolean paused, @Nullable TaskOrder wanted, @Nullable String by, @Nullable TaskProgress progress) {
	}

	ClusterTasks(ClusterStore store, ClusterSettings settings, ClusterMembership membership, Timers timers,
			ClusterObserver observer) {
		this.store = store;
		this.settings = settings;
		this.membership = membership;
		this.timers = timers;
		this.observer = observer;
		this.book = new TaskBook(store);
	}

	/**
	 * The tasks that are executed at present.
	 * @return an entry for each, by name
	 * @throws ClusterStoreException if the store can't be asked
	 */
	public List<Running> running() {
		Set<String> alive = this.store.nodes().stream().map((one) -> one.node().id()).collect(Collectors.toSet());
		List<Running> running = new ArrayList<>();
		this.book.all().forEach((name, record) -> {
			TaskRecord.Run run = record.run();
			TaskRecord.Wish wish = record.wish();
			if (run != null) {
				running.add(new Running(name, run.node(), run.name(), alive.contains(run.node()), run.token(),
						run.attempt(), run.since(), run.paused(), (wish != null) ? wish.order() : null,
						(wish != null) ? wish.by() : null, run.progress()));
			}
		});
		return running;
	}

	/**
	 * Has a task do something, whichever instance executes it; it obeys within a second.
	 * @param name the task's name
	 * @param order what it is to do
	 * @param by who wants that, for people to read
	 * @return {@code false} if nobody executes it
	 * @throws ClusterStoreException if the store can't be asked
	 * @throws IllegalArgumentException if another release has written what is known of
	 * it, which can't be read here
	 */
	public boolean order(String name, TaskOrder order, String by) {
		return this.book.order(name, order, by);
	}

	// For parts

	ClusterStore store() {
		return this.store;
	}

	TaskBook book() {
		return this.book;
	}

	long nanos() {
		return this.timers.nanos();
	}

	/** The name of this instance. */
	String instance() {
		return this.settings.name();
	}

	/** Which node this instance is, {@code null} if it is none. */
	@Nullable String current() {
		return this.membership.node();
	}

	/** The same, if it may take its turn. */
	@Nullable String candidate() {
		return (this.drained || this.leaving) ? null : current();
	}

	/** A number for the owner of a grant, which none has had. */
	long nextOwner() {
		return this.owners.incrementAndGet();
	}

	void refused(String task) {
		this.observer.refused(task);
	}

	void refusedForGood(TaskSettings task, TaskReport.Refusal refusal) {
		this.observer.endRefused(task.name(), task.id(), refusal.said(), refusal.replaced());
	}

	/** How many renewals of this instance have succeeded. */
	long renewals() {
		return this.membership.renewals();
	}

	/** How often this instance renews. */
	Duration renewInterval() {
		return this.settings.times().renew();
	}

	void ended(String task, long token) {
		synchronized (this.ended) {
			this.ended.add(new Ended(task, token, nanos()));
		}
	}

	synchronized void add(TaskPart<?, ?> part, String name) {
		this.parts.put(part, this.timers.repeat("task-" + name, this.settings.times().poll(), part::look));
	}

	synchronized void remove(TaskPart<?, ?> part) {
		Timers.Repetition looking = this.parts.remove(part);
		if (looking != null) {
			looking.close();
		}
	}

	void soon(TaskPart<?, ?> part) {
		Timers.Repetition looking;
		synchronized (this) {
			looking = this.parts.get(part);
		}
		if (looking != null) {
			looking.soon();
		}
	}

	// For the node

	private synchronized List<TaskPart<?, ?>> parts() {
		return List.copyOf(this.parts.keySet());
	}

	void start() {
		this.leaving = false;
	}

	/** None of them gets its turn here from now on. */
	void stop() {
		this.leaving = true;
	}

	void drain(boolean drains) {
		this.drained = drains;
	}

	boolean isDrained() {
		return this.drained;
	}

	/** This instance is another node, or none. */
	void changed(@Nullable String node) {
		parts().forEach((part) -> {
			part.fence(node);
			soon(part);
		});
	}

	/** A lock is free. */
	void unlocked(String lock) {
		String task = TaskBook.task(lock);
		if (task != null) {
			parts().stream().filter((part) -> part.isOf(task)).forEach(this::soon);
		}
	}

	/** Something may have been told that was not heard. */
	void missed() {
		parts().forEach(this::soon);
	}

	/** How many ends the store does not know yet; it is told them soon. */
	int untold() {
		List<TaskPart<?, ?>> untold = parts().stream().filter(TaskPart::isUntold).toList();
		untold.forEach(this::soon);
		return untold.size();
	}

	/** Removes the records of what has ended long ago. */
	void expire() {
		while (true) {
			Ended oldest;
			synchronized (this.ended) {
				oldest = this.ended.peek();
			}
			if (oldest == null || nanos() - oldest.at() < this.settings.retention().toNanos()) {
				return;
			}
			try {
				this.book.forget(oldest.task(), oldest.token());
			}
			catch (ClusterStoreException ex) {
				// The membership tells of it.
				return;
			}
			synchronized (this.ended) {
				this.ended.remove();
			}
		}
	}

	/** Nobody will know here how they end. Runs foreign code. */
	void close() {
		List<TaskPart<?, ?>> left = parts();
		left.forEach(this::remove);
		left.forEach(TaskPart::abandon);
	}

}
