package io.github.parallelpools.autoconfigure.event;

import org.springframework.context.ApplicationEvent;

/**
 * The store of the cluster has refused the end of a task again and again, though it took
 * other writes. Immutable.
 */
public final class ClusterEndRefusedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String pool;

	private final String task;

	private final String reason;

	private final boolean replaced;

	/**
	 * Makes an event.
	 * @param source who tells
	 * @param pool the pool's name, or that of a standalone task
	 * @param task the task's id
	 * @param reason what the store has said
	 * @param replaced whether a failure is told in its place
	 */
	public ClusterEndRefusedEvent(Object source, String pool, String task, String reason, boolean replaced) {
		super(source);
		this.pool = pool;
		this.task = task;
		this.reason = reason;
		this.replaced = replaced;
	}

	/**
	 * The pool, or the standalone task.
	 * @return its name
	 */
	public String getPool() {
		return this.pool;
	}

	/**
	 * The task.
	 * @return its id
	 */
	public String getTask() {
		return this.task;
	}

	/**
	 * What the store has said.
	 * @return the message
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Whether a failure is told in the place of the end.
	 * @return {@code false} if that was refused, too, and the store is told nothing more
	 * of the task
	 */
	public boolean isReplaced() {
		return this.replaced;
	}

	@Override
	public String toString() {
		return "ClusterEndRefusedEvent: task %s of '%s'%s: %s".formatted(this.task, this.pool,
				this.replaced ? "" : ", given up", this.reason);
	}

}
