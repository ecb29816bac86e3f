package io.github.parallelpools.adapter.batch;

import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.partition.support.AbstractPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.dao.OptimisticLockingFailureException;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;

/**
 * Runs the partitions of a step on a pool, each as a task. A partition whose worker dies,
 * or that is killed because it takes too long, has failed; the others go on, and a
 * restart of the job runs that one again.
 * <p>
 * On a pool of processes, {@code process.configuration} names a configuration with the
 * same job repository, in a database, and with the partition's step as a bean of its own
 * name. The step is run there, and its end is read from the repository.
 */
public final class PoolPartitionHandler extends AbstractPartitionHandler {

	private static final Log logger = LogFactory.getLog(PoolPartitionHandler.class);

	/** How often the end of a partition is recorded while its process does so, too. */
	private static final int ATTEMPTS = 10;

	private final ParallelPool pool;

	private final JobRepository repository;

	private final Step step;

	/**
	 * Makes a handler.
	 * @param pool runs the partitions
	 * @param repository where steps are recorded
	 * @param step the step of each partition; on a pool of processes only its name is
	 * used, which is also the name of its bean there
	 * @param gridSize how many partitions to ask for, 1 or more
	 */
	public PoolPartitionHandler(ParallelPool pool, JobRepository repository, Step step, int gridSize) {
		this.pool = Objects.requireNonNull(pool, "A pool can't be null");
		this.repository = Objects.requireNonNull(repository, "A repository can't be null");
		this.step = Objects.requireNonNull(step, "A step can't be null");
		if (gridSize < 1) {
			throw new IllegalArgumentException("There can't be %s partitions. Use 1 or more.".formatted(gridSize));
		}
		setGridSize(gridSize);
	}

	@Override
	protected Set<StepExecution> doHandle(StepExecution manager, Set<StepExecution> partitions)
			throws InterruptedException {
		Map<StepExecution, TaskFuture<?>> tasks = new LinkedHashMap<>();
		Set<StepExecution> begun = ConcurrentHashMap.newKeySet();
		Set<StepExecution> ended = new LinkedHashSet<>();
		for (StepExecution partition : partitions) {
			try {
				tasks.put(partition, this.pool.submit(call(partition, begun)));
			}
			catch (TaskRejectedException ex) {
				ended.add(failed(partition, ex));
			}
		}
		try {
			for (Map.Entry<StepExecution, TaskFuture<?>> entry : tasks.entrySet()) {
				ended.add(await(entry.getKey(), entry.getValue()));
			}
			return ended;
		}
		finally {
			// Nothing is left unless the job's thread was interrupted.
			tasks.keySet().removeAll(ended);
			tasks.values().forEach((task) -> task.cancel(true));
			tasks.keySet()
				.stream()
				.filter((partition) -> this.pool.settings().kind() == WorkerKind.PROCESS || begun.add(partition))
				.forEach(this::givenUp);
		}
	}

	/**
	 * Records the end of a partition that was cancelled, as a restart would take it for
	 * one that still runs. The step of a thread that has begun it records its end itself.
	 */
	private void givenUp(StepExecution partition) {
		try {
			failed(partition, new CancellationException("The thread of the job was interrupted"));
		}
		catch (RuntimeException ex) {
			logger.warn(
					"The end of partition '%s' could not be recorded, so that its job can't be restarted before '%s' is set in the job repository"
						.formatted(partition.getStepName(), BatchStatus.FAILED),
					ex);
		}
	}

	/** Threads do not begin what was given up, and tell what they begin. */
	private TaskCallable<?> call(StepExecution partition, Set<StepExecution> begun) {
		if (this.pool.settings().kind() != WorkerKind.PROCESS) {
			return () -> {
				if (begun.add(partition)) {
					this.step.execute(partition);
				}
				return partition.getId();
			};
		}
		return PartitionRunner.call(this.step.getName(), partition.getId());
	}

	private StepExecution await(StepExecution partition, TaskFuture<?> task) throws InterruptedException {
		try {
			task.get();
			return recorded(partition);
		}
		catch (ExecutionException ex) {
			return failed(partition, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (CancellationException ex) {
			return failed(partition, ex);
		}
	}

	/** What another process has recorded of it. */
	private StepExecution recorded(StepExecution partition) {
		if (this.pool.settings().kind() != WorkerKind.PROCESS) {
			return partition;
		}
		StepExecution recorded = this.repository.getStepExecution(partition.getId());
		return (recorded != null) ? recorded : partition;
	}

	private StepExecution failed(StepExecution partition, Throwable failure) {
		for (int attempt = 1;; attempt++) {
			StepExecution last = recorded(partition);
			if (!last.getStatus().isRunning()) {
				// It has ended by itself before its worker did.
				return last;
			}
			last.setStatus(BatchStatus.FAILED);
			last.setExitStatus(ExitStatus.FAILED.addExitDescription(failure));
			last.addFailureException(failure);
			last.setEndTime(LocalDateTime.now());
			try {
				this.repository.update(last);
				return last;
			}
			catch (OptimisticLockingFailureException ex) {
				// A process that is about to end has just recorded something.
				if (attempt == ATTEMPTS || last == partition) {
					throw ex;
				}
			}
		}
	}

}
