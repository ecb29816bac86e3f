package io.github.parallelpools.actuate.observation;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskOutcome;

/**
 * What is known of a task that is observed, from its submission to its end. Its carrier
 * are the headers with which a trace goes on in a worker process.
 */
public final class TaskObservationContext extends SenderContext<Map<String, String>> {

	private final String pool;

	private final WorkerKind workerKind;

	private volatile @Nullable TaskOutcome outcome;

	private volatile boolean refused;

	/**
	 * Makes the context of a task that is about to be submitted.
	 * @param pool the name of its pool
	 * @param workerKind what runs it
	 */
	public TaskObservationContext(String pool, WorkerKind workerKind) {
		super((carrier, key, value) -> Objects.requireNonNull(carrier, "There is a carrier").put(key, value),
				Kind.PRODUCER);
		this.pool = pool;
		this.workerKind = workerKind;
		setCarrier(new HashMap<>());
	}

	/**
	 * The name of the pool.
	 * @return the name; of standalone tasks {@code standalone}
	 */
	public String getPool() {
		return this.pool;
	}

	/**
	 * What runs the task.
	 * @return the kind of worker
	 */
	public WorkerKind getWorkerKind() {
		return this.workerKind;
	}

	/**
	 * How the task has ended.
	 * @return the outcome, {@code null} as long as it has not, and if it was refused
	 */
	public @Nullable TaskOutcome getOutcome() {
		return this.outcome;
	}

	/**
	 * Whether the pool has not accepted the task.
	 * @return whether it was refused
	 */
	public boolean isRefused() {
		return this.refused;
	}

	/**
	 * The task has ended.
	 * @param end how
	 */
	public void setOutcome(TaskOutcome end) {
		this.outcome = end;
	}

	/**
	 * The pool has not accepted the task.
	 */
	public void setRefused() {
		this.refused = true;
	}

}
