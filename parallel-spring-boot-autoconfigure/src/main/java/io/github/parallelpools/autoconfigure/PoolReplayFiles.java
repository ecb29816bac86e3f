package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

import io.github.parallelpools.actuate.endpoint.DeadLetterFiles;
import io.github.parallelpools.autoconfigure.replay.CrashText;
import io.github.parallelpools.autoconfigure.replay.LambdaBuild;
import io.github.parallelpools.autoconfigure.replay.ReplayDirectory;
import io.github.parallelpools.autoconfigure.replay.ReplayFile;
import io.github.parallelpools.autoconfigure.replay.ReplayFileException;
import io.github.parallelpools.autoconfigure.replay.ReplayFiles;
import io.github.parallelpools.autoconfigure.replay.ReplayMask;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.spi.PlainText;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.Work;
import io.github.parallelpools.worker.process.PortableWork;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

/**
 * Writes the dead letters of the pools that were made here. Knows where a pool may write
 * and what is told of a task, but not what a file looks like.
 */
final class PoolReplayFiles implements ReplayFiles, DeadLetterFiles {

	private static final Log logger = LogFactory.getLog(PoolReplayFiles.class);

	private final ParallelPoolFactory factory;

	private final PoolHandlers handlers;

	private final Environment environment;

	private final Iterable<ReplayMask> masks;

	private final ClassLoader classLoader;

	/**
	 * Makes what writes.
	 * @param factory has made the pools
	 * @param handlers knows their handlers
	 * @param environment tells the application's name
	 * @param masks what is asked before something is written
	 * @param classLoader where classes are found
	 */
	PoolReplayFiles(ParallelPoolFactory factory, PoolHandlers handlers, Environment environment,
			Iterable<ReplayMask> masks, ClassLoader classLoader) {
		this.factory = factory;
		this.handlers = handlers;
		this.environment = environment;
		this.masks = masks;
		this.classLoader = classLoader;
	}

	@Override
	public Path write(ParallelPool pool, String taskId) {
		return written(pool, taskId, "the application");
	}

	private Path written(ParallelPool pool, String taskId, String by) {
		OpenedPool opened = this.factory.opened(pool);
		ConfiguredPool configured = configured(pool);
		ReplayDirectory directory = directory(configured);
		if (directory == null) {
			throw new ReplayFileException(
					"Pool '%s' writes no dead letters to files. Set 'parallel.pools.%s.replay.directory' to a directory of the application's own."
						.formatted(pool.name(), pool.name()));
		}
		ProcessWorkerFactory workers = (opened != null) ? opened.processes() : null;
		if (opened == null || workers == null) {
			throw new ReplayFileException(
					"Pool '%s' can't write dead letters to files: only pools with 'kind: process' can."
						.formatted(pool.name()));
		}
		Kept kept = configured.isOfCluster() ? ofCluster(opened.bean(), workers, taskId) : ofHere(opened, taskId);
		if (kept == null) {
			throw new NoSuchElementException(
					"Pool '%s' has no dead letter '%s' to write. It was sent or removed already, had to make room for later ones, or there never was one."
						.formatted(pool.name(), taskId));
		}
		Path written = directory.write(taskId, file(pool, configured, workers, kept));
		logger.info("Pool '%s': dead letter %s was written to %s by %s".formatted(pool.name(), taskId, written,
				PlainText.escaped(by)));
		return written;
	}

	@Override
	public Optional<Path> find(ParallelPool pool, String taskId) {
		// Several pools may write to the same directory.
		return Optional.ofNullable(fileOf(pool, taskId)).filter((file) -> ReplayFile.isOf(file, pool.name()));
	}

	/** Asked for dead letters of the pool only, whose ids no other pool has. */
	@Override
	public @Nullable String name(ParallelPool pool, String taskId) {
		Path file = fileOf(pool, taskId);
		return (file != null) ? file.getFileName().toString() : null;
	}

	private @Nullable Path fileOf(ParallelPool pool, String taskId) {
		PoolDraft draft = this.factory.draft(pool.name());
		ReplayDirectory directory = (draft != null) ? directory(draft.pool()) : null;
		return (directory != null) ? directory.find(taskId) : null;
	}

	@Override
	public void write(ParallelPool pool, String taskId, String by) {
		try {
			written(pool, taskId, by);
		}
		catch (ReplayFileException ex) {
			throw new PoolStateException(String.valueOf(ex.getMessage()));
		}
	}

	private @Nullable Kept ofHere(OpenedPool opened, String taskId) {
		DeadLetters.Kept kept = this.factory.engine().deadLetter(opened.pool(), taskId);
		return (kept != null) ? new Kept(kept.letter(), kept.payload(), null, kept.end().reason(), kept.end().stack())
				: null;
	}

	/** Of what other instances have run, no more than the cause is known. */
	private static @Nullable Kept ofCluster(ParallelPool pool, ProcessWorkerFactory workers, String taskId) {
		DeadLetter letter = pool.deadLetters()
			.stream()
			.filter((one) -> one.id().equals(taskId))
			.findFirst()
			.orElse(null);
		try {
			Work work = (letter != null) ? Cluster.givenTo(pool, taskId) : null;
			return (letter != null && work != null)
					? new Kept(letter, workers.encodeUnsubmitted(work), work, letter.cause(), null) : null;
		}
		catch (IOException | ClassNotFoundException ex) {
			throw unreadable(pool, taskId, ex);
		}
	}

	private static ReplayFileException unreadable(ParallelPool pool, String taskId, Exception why) {
		return new ReplayFileException(
				"What task %s of pool '%s' was given can't be read: %s.".formatted(taskId, pool.name(), why), why);
	}

	private ConfiguredPool configured(ParallelPool pool) {
		PoolDraft draft = this.factory.draft(pool.name());
		if (draft == null) {
			throw new ReplayFileException("Pool '%s' was not made by this application.".formatted(pool.name()));
		}
		return draft.pool();
	}

	private static @Nullable ReplayDirectory directory(ConfiguredPool pool) {
		PoolProperties.Replay replay = pool.properties().replay();
		File directory = replay.directory();
		return (directory != null && !directory.getPath().isEmpty())
				? new ReplayDirectory(directory.toPath(), replay.maxFiles(), replay.maxBytes().toBytes()) : null;
	}

	private ReplayFile file(ParallelPool pool, ConfiguredPool configured, ProcessWorkerFactory workers, Kept kept) {
		Texts texts = new Texts(pool);
		DeadLetter letter = kept.letter();
		Map<String, Object> head = new LinkedHashMap<>();
		head.put("pool", pool.name());
		head.put("task", letter.id());
		put(head, "application", this.environment.getProperty("spring.application.name"));
		head.put("java", Runtime.version().toString());
		head.put("written", Instant.now().toString());
		head.put("ended", letter.at().toString());
		head.put("attempts", letter.attempts());
		head.put("workersKilled", letter.workersKilled());
		head.put("cause", texts.of(letter.cause()));
		PortableWork work = work(pool, workers, kept, head);
		head.put("work", work.mode());
		if (needsHandler(work)) {
			put(head, "handler", pool.settings().work().handler());
			put(head, "handlerClass", PoolContexts.isWanted(configured) ? null : this.handlers.className(configured));
		}
		Map<String, Object> settings = new LinkedHashMap<>();
		PoolOrigins.values(configured.properties())
			.forEach((name, value) -> settings.put(name, PoolOrigins.shown(value)));
		head.put("settings", settings);
		head.put("end", texts.lines(kept.reason()));
		head.put("stack", texts.lines(kept.stack()));
		head.put("crashReport", texts.lines(workers.crashReport(kept.reason()).map(CrashText::of).orElse(null)));
		return new ReplayFile(head, work.body());
	}

	private static boolean needsHandler(PortableWork work) {
		return !work.mode().equals("call");
	}

	private static void put(Map<String, Object> head, String name, @Nullable Object value) {
		if (value != null) {
			head.put(name, value);
		}
	}

	/** The work as it may be written. */
	private PortableWork work(ParallelPool pool, ProcessWorkerFactory workers, Kept kept, Map<String, Object> head) {
		PortableWork work = workers.portable(kept.payload());
		boolean masks = this.masks.iterator().hasNext();
		head.put("masked", masks);
		if (!masks && work.mode().equals("item")) {
			return work;
		}
		try {
			Work own = (kept.work() != null) ? kept.work() : workers.decodeOwn(kept.payload());
			LambdaBuild.note(own, this.classLoader, head);
			return masks ? workers.portable(workers.encodeUnsubmitted(masked(pool, own))) : work;
		}
		catch (IOException | ClassNotFoundException ex) {
			throw unreadable(pool, kept.letter().id(), ex);
		}
	}

	private Work masked(ParallelPool pool, Work work) {
		if (work instanceof Work.Item item) {
			return new Work.Item(required(pool, mask(pool, item.item())), null);
		}
		if (work instanceof Work.Apply apply) {
			return new Work.Apply(apply.handler(), mask(pool, apply.argument()));
		}
		Object masked = (work instanceof Work.Call call) ? required(pool, mask(pool, call.callable())) : work;
		if (masked instanceof TaskCallable<?> callable) {
			return new Work.Call(callable);
		}
		throw new ReplayFileException(
				"A ReplayMask of pool '%s' has made a %s of a function that was submitted. Have it return a TaskCallable."
					.formatted(pool.name(), masked.getClass().getName()));
	}

	private @Nullable Object mask(ParallelPool pool, @Nullable Object value) {
		Object masked = value;
		for (ReplayMask mask : this.masks) {
			masked = mask.mask(pool, masked);
		}
		return masked;
	}

	private static Object required(ParallelPool pool, @Nullable Object masked) {
		if (masked == null) {
			throw new ReplayFileException(
					"A ReplayMask of pool '%s' has made null of what can't be null. Have it return another value."
						.formatted(pool.name()));
		}
		return masked;
	}

	/**
	 * A dead letter and what belongs to it.
	 *
	 * @param letter what everybody may know
	 * @param payload the encoded work
	 * @param work the same decoded, {@code null} if it was not yet
	 * @param reason all that is known of the worker's death
	 * @param stack where the task was when it had run for too long, {@code null} if
	 * nobody knows
	 */
	private record Kept(DeadLetter letter, Object payload, @Nullable Work work, String reason, @Nullable String stack) {
	}

	/** Texts as they may be written. */
	private final class Texts {

		private final ParallelPool pool;

		Texts(ParallelPool pool) {
			this.pool = pool;
		}

		String of(String text) {
			String masked = text;
			for (ReplayMask mask : PoolReplayFiles.this.masks) {
				masked = mask.maskText(this.pool, masked);
			}
			return masked;
		}

		List<String> lines(@Nullable String text) {
			return (text != null) ? of(text).lines().toList() : List.of();
		}

	}

}
