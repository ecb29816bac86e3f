package io.github.parallelpools.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.StoredTask;

/**
 * The tasks of which somebody here waits for the end. Whoever takes one out of these
 * books tells of its end, and nobody else does. Thread-safe.
 */
final class Waiting {

	/** How many tasks are asked for at a time. */
	private static final int MOST = 500;

	/** How many tasks are looked for at a time that may be lost. */
	private static final int DOUBTS = 50;

	private final ClusterStore store;

	private final Function<PoolTasks, Executor> tellers;

	private final Timers timers;

	/**
	 * In the order of submission, but for those that were looked for. Guarded by this.
	 */
	private final Map<String, ClusterFuture<?>> tasks = new LinkedHashMap<>();

	/** The tasks of which the store may forget the outcome. */
	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	/** The tasks that stay, but of which nobody is to be told any more. */
	private final Queue<String> settled = new ConcurrentLinkedQueue<>();

	/** The tasks that have ended and are to be asked for. */
	private final Queue<String> hinted = new ConcurrentLinkedQueue<>();

	/** How many tasks are being told of. */
	private final AtomicInteger telling = new AtomicInteger();

	Waiting(ClusterStore store, Function<PoolTasks, Executor> tellers, Timers timers) {
		this.store = store;
		this.tellers = tellers;
		this.timers = timers;
	}

	/** Adds a task. Returns the one that is there already, if there is one. */
	synchronized @Nullable ClusterFuture<?> add(ClusterFuture<?> task) {
		return this.tasks.putIfAbsent(task.id(), task);
	}

	/** Takes a task out; {@code null} if somebody else has. */
	synchronized @Nullable ClusterFuture<?> take(String id) {
		return this.tasks.remove(id);
	}

	synchronized @Nullable ClusterFuture<?> get(String id) {
		return this.tasks.get(id);
	}

	/** Takes a task out that was never stored, and has that told. */
	void rollBack(ClusterFuture<?> task) {
		if (take(task.id()) != null) {
			execute(this.tellers.apply(task.tasks()), () -> task.tasks().rollBack(task));
		}
	}

	/** A task has ended as the store knows it: if somebody here waits, he is told. */
	void end(EndedTask ended) {
		end(ended, this.tellers);
	}

	private void end(EndedTask ended, Function<PoolTasks, Executor> tellers) {
		ClusterFuture<?> task = take(ended.id());
		if (task != null) {
			try {
				execute(tellers.apply(task.tasks()), () -> tell(task, ended));
			}
			catch (RejectedExecutionException ex) {
				// This instance is being closed, so that nobody tells any more.
				task.tasks().leave(task);
			}
		}
	}

	/**
	 * A task has ended, and is to be asked for.
	 * @return whether somebody here waits for it
	 */
	boolean hint(String task) {
		boolean waits = get(task) != null;
		if (waits) {
			this.hinted.add(task);
		}
		return waits;
	}

	/** Asks the store for those that are known to have ended, and has that told. */
	void lookForHinted() {
		try {
			for (List<String> ids = some(this.hinted); !ids.isEmpty(); ids = some(this.hinted)) {
				look(ids, this.tellers);
			}
		}
		catch (ClusterStoreException ex) {
			// It is asked for all soon.
			return;
		}
	}

	/** Has somebody told of the end of a task whose submitter is gone. */
	void tellAdopted(PoolTasks tasks, StoredTask task) {
		execute(this.tellers.apply(tasks), () -> {
			tasks.tellAdopted(task);
			this.settled.add(task.task().id());
		});
	}

	private void execute(Executor teller, Runnable telling) {
		this.telling.incrementAndGet();
		boolean given = false;
		try {
			teller.execute(() -> {
				try {
					telling.run();
				}
				finally {
					this.telling.decrementAndGet();
				}
			});
			given = true;
		}
		finally {
			if (!given) {
				this.telling.decrementAndGet();
			}
		}
	}

	/** Whether somebody is being told of an end, or is to be. */
	boolean isTelling() {
		return this.telling.get() > 0;
	}

	/** Takes all out. */
	synchronized List<ClusterFuture<?>> takeAll() {
		List<ClusterFuture<?>> all = new ArrayList<>(this.tasks.values());
		this.tasks.clear();
		return all;
	}

	synchronized int size() {
		return this.tasks.size();
	}

	/** The next ones; those that are asked for go to the end of the line. */
	private synchronized List<String> next() {
		List<String> ids = new ArrayList<>();
		Iterator<String> all = this.tasks.keySet().iterator();
		while (all.hasNext() && ids.size() < MOST) {
			ids.add(all.next());
		}
		if (ids.size() < this.tasks.size()) {
			for (String id : ids) {
				ClusterFuture<?> one = this.tasks.remove(id);
				if (one != null) {
					this.tasks.put(id, one);
				}
			}
		}
		return ids;
	}

	/**
	 * Asks the store for all that have ended, and has that told. What was told before is
	 * removed there: should this instance die first, the outcome is still found by the
	 * task's id.
	 */
	void look() {
		try {
			forget();
		}
		catch (ClusterStoreException ex) {
			// It is done again soon.
			return;
		}
		int left = size();
		while (left > 0) {
			List<String> ids = next();
			if (ids.isEmpty()) {
				return;
			}
			left -= ids.size();
			try {
				look(ids, this.tellers);
			}
			catch (ClusterStoreException ex) {
				// It is asked again soon.
				return;
			}
		}
	}

	/**
	 * Looks for tasks that the store does not know any more, twice in a row and some time
	 * apart: nobody else would end them. Used by one thread at a time.
	 */
	void lookForLost() {
		long now = this.timers.nanos();
		for (ClusterFuture<?> one : doubtful(now)) {
			try {
				if (this.store.find(one.id()).isPresent()) {
					one.known(now);
				}
				else if (one.missed(now) && take(one.id()) != null) {
					execute(this.tellers.apply(one.tasks()), () -> one.tasks().lose(one));
				}
			}
			catch (ClusterStoreException ex) {
				// Nothing is known.
				return;
			}
		}
	}

	private synchronized List<ClusterFuture<?>> doubtful(long now) {
		List<ClusterFuture<?>> some = new ArrayList<>();
		for (ClusterFuture<?> one : this.tasks.values()) {
			if (some.size() == DOUBTS) {
				break;
			}
			if (one.isInDoubt(now)) {
				some.add(one);
			}
		}
		return some;
	}

	/** Asks the store for one task, and tells of its end in this thread. */
	void look(String id) {
		look(List.of(id), (pool) -> Runnable::run);
	}

	private void look(Collection<String> ids, Function<PoolTasks, Executor> tellers) {
		this.store.outcomes(ids).forEach((ended) -> end(ended, tellers));
	}

	private void tell(ClusterFuture<?> task, EndedTask ended) {
		try {
			task.tasks().tell(task, ended);
		}
		finally {
			settle(task, ended);
		}
	}

	private void settle(ClusterFuture<?> task, EndedTask ended) {
		if (task.isTold() && !task.isLeftToOthers()) {
			boolean stays = task.onEnd() != null && ended.outcome().dead();
			(stays ? this.settled : this.told).add(task.id());
		}
	}

	/** Has somebody told of an end of which others were told before. */
	void tellLater(ClusterFuture<?> task, EndedTask ended, Runnable telling) {
		execute(this.tellers.apply(task.tasks()), () -> {
			telling.run();
			settle(task, ended);
		});
	}

	/**
	 * Has the store forget what was told before.
	 * @throws ClusterStoreException if it can't
	 */
	void forget() {
		drain(this.told, this.store::forget);
		drain(this.settled, this.store::told);
	}

	private static void drain(Queue<String> from, Consumer<List<String>> store) {
		List<String> ids = some(from);
		while (!ids.isEmpty()) {
			boolean done = false;
			try {
				store.accept(ids);
				done = true;
			}
			finally {
				if (!done) {
					from.addAll(ids);
				}
			}
			ids = some(from);
		}
	}

	private static List<String> some(Queue<String> from) {
		List<String> ids = new ArrayList<>();
		while (ids.size() < MOST) {
			String id = from.poll();
			if (id == null) {
				break;
			}
			ids.add(id);
		}
		return ids;
	}

}
