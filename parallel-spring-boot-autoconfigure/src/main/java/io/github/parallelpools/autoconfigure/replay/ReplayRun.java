package io.github.parallelpools.autoconfigure.replay;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.process.PortableWork;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.Debugging;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

/**
 * Runs one task in a pool that has one worker and ends with the task. What a pool does
 * with tasks that kill workers, or with many tasks, does not matter to it.
 *
 * @param engine drives the pool
 * @param workers starts its process
 * @param settings the settings of the pool that has run the task
 * @param process how the process is started
 * @param classLoader where classes are looked up
 */
public record ReplayRun(ParallelEngine engine, ProcessWorkerFactory workers, PoolSettings settings,
		ProcessSettings process, ClassLoader classLoader) {

	private static final Log logger = LogFactory.getLog(ReplayRun.class);

	/** A start that has failed is told soon. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	/** An end as listeners are told of it. */
	private record End(TaskResult result, @Nullable Object value) {
	}

	/**
	 * Runs the task and waits for its end.
	 * @param file has the task
	 * @param wishes what is wished beside that
	 * @return how it ended
	 * @throws ReplayFileException if the file does not fit to this application
	 * @throws InterruptedException if the thread was interrupted; the process was killed
	 */
	public ReplayOutcome run(ReplayFile file, ReplayTarget.Wishes wishes) throws InterruptedException {
		PortableWork work = work(file);
		LambdaBuild.check(file, this.classLoader);
		if (wishes.resultType() != null) {
			this.workers.expect(wishes.resultType());
		}
		CompletableFuture<End> end = new CompletableFuture<>();
		ParallelPool pool = this.engine.open(alone(wishes.timeout()), this.workers, () -> List.of(new TaskListener() {

			@Override
			public void ended(String id, String name, TaskResult result, @Nullable Object value) {
				end.complete(new End(result, value));
			}

		}));
		Debugging debugging = this.process.debugging();
		if (debugging != null) {
			logger.warn(
					"The worker waits for a DEBUGGER on %s and does nothing before one is attached. Every user of this machine can connect and run any code in it."
						.formatted(debugging.address()));
		}
		try {
			pool.start();
			this.engine.give(pool, this.workers.payload(work));
			return outcome(end.get());
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("Nobody fails an end", ex);
		}
		finally {
			this.engine.end(pool);
		}
	}

	private PortableWork work(ReplayFile file) {
		if (file.payload().length > this.process.maxPayload()) {
			throw new ReplayFileException(
					"The task has %s bytes, and pool '%s' takes %s here. Raise 'process.max-payload'."
						.formatted(file.payload().length, file.pool(), this.process.maxPayload()));
		}
		try {
			return new PortableWork(file.work(), file.payload());
		}
		catch (IllegalArgumentException ex) {
			throw new ReplayFileException("The head of the file tells of unknown work. %s.".formatted(ex.getMessage()),
					ex);
		}
	}

	private PoolSettings alone(@Nullable Duration timeout) {
		OvertimeSettings overtime = this.settings.overtime();
		OvertimeSettings limits = (timeout != null || this.process.debugging() != null)
				? new OvertimeSettings((timeout != null) ? timeout : Duration.ZERO, OvertimePolicy.KILL, 0,
						overtime.killGrace())
				: new OvertimeSettings(overtime.limit(), OvertimePolicy.KILL, 0, overtime.killGrace(),
						overtime.softLimit(), overtime.slowAfter());
		WorkSettings work = this.settings.work();
		return new PoolSettings(this.settings.name(), WorkerKind.PROCESS, new SizeSettings(0, 1, Duration.ZERO), limits,
				QueueSettings.of(1, WhenFull.REJECT), new WorkSettings(work.handler(), work.args(), work.lock()),
				new RetrySettings(1, 1, 0), new UpkeepSettings(PATIENCE));
	}

	private ReplayOutcome outcome(End end) {
		String reason = end.result().stack();
		String report = (reason != null) ? this.workers.crashReport(reason).map(CrashText::of).orElse(null) : null;
		return new ReplayOutcome(end.result(), end.value(), report);
	}

}
