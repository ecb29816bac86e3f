package io.github.parallelpools.autoconfigure;

import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;

import io.github.parallelpools.autoconfigure.replay.ReplayFile;
import io.github.parallelpools.autoconfigure.replay.ReplayFileException;
import io.github.parallelpools.autoconfigure.replay.ReplayOutcome;
import io.github.parallelpools.autoconfigure.replay.ReplayRun;
import io.github.parallelpools.autoconfigure.replay.ReplayTarget;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

/**
 * Runs tasks of files with the pools of this application, as they are configured here.
 * The pools themselves are not touched.
 */
final class PoolReplayTarget implements ReplayTarget {

	private final ParallelPoolFactory factory;

	private final PoolWorkers workers;

	private final PoolDrafts drafts;

	private final Environment environment;

	private final BeanFactory beans;

	private final ClassLoader classLoader;

	/**
	 * Makes what runs tasks.
	 * @param factory knows the pools
	 * @param drafts reads those that are not made
	 * @param environment where they are configured
	 * @param beans has those that code makes
	 * @param classLoader where classes are looked up
	 */
	PoolReplayTarget(ParallelPoolFactory factory, PoolDrafts drafts, Environment environment, BeanFactory beans,
			ClassLoader classLoader) {
		this.factory = factory;
		this.workers = factory.workers();
		this.drafts = drafts;
		this.environment = environment;
		this.beans = beans;
		this.classLoader = classLoader;
	}

	@Override
	public ReplayOutcome run(ReplayFile file, Wishes wishes) throws InterruptedException {
		PoolDraft draft = draft(file.pool());
		PoolSettings settings = draft.pool().settings();
		if (settings.kind() != WorkerKind.PROCESS) {
			throw new ReplayFileException(
					"Pool '%s' has no worker processes here. Set 'parallel.pools.%s.kind' to 'process'."
						.formatted(file.pool(), file.pool()));
		}
		String handler = settings.work().handler();
		if (file.handler() != null && !Objects.equals(file.handler(), handler)) {
			throw new ReplayFileException(
					"Pool '%s' has %s here, and the task was for the handler '%s'. Set 'parallel.pools.%s.handler' to that one, or use the application that wrote the file."
						.formatted(file.pool(), (handler != null) ? "the handler '" + handler + "'" : "no handler",
								file.handler(), file.pool()));
		}
		ProcessWorkerFactory processes = Objects.requireNonNull(this.workers.of(draft).processes());
		ProcessSettings process = wishes.process(draft.pool().processSettings());
		processes.relaunch(process, draft.pool().loggingSettings());
		return new ReplayRun(this.factory.engine(), processes, settings, process, this.classLoader).run(file, wishes);
	}

	private PoolDraft draft(String pool) {
		PoolDraft made = this.factory.draft(pool);
		if (made != null) {
			return made;
		}
		ConfiguredPools configured = ConfiguredPools.in(this.environment);
		if (configured.all().stream().anyMatch((one) -> one.name().name().equals(pool))) {
			return this.drafts.configured(configured.get(pool));
		}
		PoolDraft built = builtInCode(pool);
		if (built == null) {
			throw new ReplayFileException(
					"There is no pool '%s' here. There are: %s. Configure it, or use the application that wrote the file."
						.formatted(pool,
								configured.all()
									.stream()
									.map((one) -> one.name().name())
									.collect(Collectors.joining(", "))));
		}
		return built;
	}

	/** A pool that code builds is known once its bean is there. */
	private @Nullable PoolDraft builtInCode(String pool) {
		if (this.beans.containsBean(pool) && this.beans.isTypeMatch(pool, ParallelPool.class)) {
			this.beans.getBean(pool);
		}
		return this.factory.draft(pool);
	}

}
