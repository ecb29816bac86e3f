package io.github.parallelpools.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockStore;

/**
 * Sees to it that no lock outlives the task that took it. Knows nothing of who waits for
 * one.
 */
public final class TaskLocks {

	private static final System.Logger logger = System.getLogger(TaskLocks.class.getName());

	private static final int MOST_NAMED = 10;

	/** Also what ends a line or changes the direction of text. */
	private static final Pattern CONTROL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

	private final LockStore store;

	public TaskLocks(LockStore store) {
		this.store = store;
	}

	/** Takes back what a task has left locked. */
	void taskEnded(Execution<?> task, LockOwner owner) {
		warn(task, this.store.releaseAll(owner));
	}

	private static void warn(Execution<?> task, List<String> left) {
		if (!left.isEmpty()) {
			SafeLog.log(logger, System.Logger.Level.WARNING,
					"Task {0} ended and left {1} locked; that was released. Unlock in a finally block", task.id(),
					named(left));
		}
	}

	/** A task can call locks what it likes, and have many. */
	private static String named(List<String> left) {
		String names = left.stream()
			.limit(MOST_NAMED)
			.map((name) -> CONTROL.matcher(name).replaceAll("?"))
			.collect(Collectors.joining(", "));
		return (left.size() <= MOST_NAMED) ? "[" + names + "]"
				: "[%s, and %s more]".formatted(names, left.size() - MOST_NAMED);
	}

	/** What somebody has locked. */
	List<String> heldBy(LockOwner owner) {
		return this.store.heldBy(owner);
	}

	/**
	 * Takes back what a task has left locked in a thread that goes on.
	 * @param before what the thread had locked before the task
	 */
	void taskEnded(Execution<?> task, LockOwner owner, List<String> before) {
		List<String> left = new ArrayList<>(this.store.heldBy(owner));
		left.removeAll(before);
		left.forEach((lock) -> release(lock, owner));
		warn(task, left);
	}

	private void release(String lock, LockOwner owner) {
		try {
			while (this.store.isHeld(lock, owner)) {
				this.store.release(lock, owner);
			}
		}
		catch (IllegalMonitorStateException ex) {
			// It was released by hand meanwhile.
			return;
		}
	}

	/** What a worker that was given up keeps locked, for people to read. */
	String keptBy(LockOwner owner) {
		List<String> held = this.store.heldBy(owner);
		return held.isEmpty() ? "" : " It keeps the locks %s, which can be released by hand.".formatted(held);
	}

}
