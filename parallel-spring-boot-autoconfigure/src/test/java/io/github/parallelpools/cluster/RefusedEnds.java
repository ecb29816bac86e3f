package io.github.parallelpools.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes which ends were refused for good. Thread-safe. */
final class RefusedEnds implements ClusterObserver {

	private final List<String> all = new CopyOnWriteArrayList<>();

	@Override
	public void endRefused(String pool, String task, String reason, boolean replaced) {
		this.all.add(pool + " " + task + " " + replaced);
	}

	/** The pool, the task, and whether a failure is told in its place. */
	List<String> all() {
		return this.all;
	}

}
