package io.github.parallelpools.shared;

import org.jspecify.annotations.Nullable;

/**
 * The thread that has a lock or waits for one, as people know it.
 *
 * @param node the application among those that share locks, empty where it is alone
 * @param session {@code application}, or the id of the worker process
 * @param threadId the thread's number there; 0 for the one in which a worker process runs
 * its tasks
 * @param thread the thread's name there
 * @param work what it works at, {@code null} if it is not at work for a pool, or that is
 * not known
 */
public record LockUser(String node, String session, long threadId, String thread, @Nullable Work work) {

	/**
	 * What a thread works at.
	 *
	 * @param pool the pool's name, or that of the standalone task
	 * @param worker the worker's id
	 * @param pid its process, {@code null} if it has none of its own
	 * @param task the id of the task that it runs, {@code null} if it runs none
	 */
	public record Work(String pool, String worker, @Nullable Long pid, @Nullable String task) {
	}

	/**
	 * The same thread, of which it is known what it works at.
	 * @param found what it works at, {@code null} if it is not known
	 * @return the thread
	 */
	public LockUser at(@Nullable Work found) {
		return new LockUser(this.node, this.session, this.threadId, this.thread, found);
	}

	@Override
	public String toString() {
		String place = (this.node.isEmpty() ? "" : this.node + ", ") + this.session + ", thread " + this.thread;
		return (this.work != null) ? place + " (" + words(this.work) + ")" : place;
	}

	private String words(Work at) {
		StringBuilder words = new StringBuilder("pool '").append(at.pool()).append('\'');
		if (!at.worker().equals(this.session)) {
			words.append(", worker ").append(at.worker());
		}
		if (at.pid() != null) {
			words.append(", process ").append(at.pid());
		}
		if (at.task() != null) {
			words.append(", task ").append(at.task());
		}
		return words.toString();
	}

}
