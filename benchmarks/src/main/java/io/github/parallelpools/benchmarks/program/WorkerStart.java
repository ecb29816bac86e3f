package io.github.parallelpools.benchmarks.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerSnapshot;

/**
 * How long the first task of a pool takes that has no worker process yet: without an
 * archive of classes, or with the one that the pool has made of its own work.
 */
public final class WorkerStart {

	/** An archive that did not come about in so many starts does not come. */
	private static final int STARTS = 40;

	private WorkerStart() {
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		if (arguments[4].equals("archive")) {
			withArchive(effort);
		}
		else {
			try (ProcessPool workers = ProcessPool.start(1, Map.of())) {
				measure(workers.pool(), effort);
			}
		}
	}

	/** Prints nothing where there are no archives. */
	private static void withArchive(Effort effort) throws Exception {
		Path directory = Files.createTempDirectory("archives");
		try (ProcessPool workers = ProcessPool.start(1, Map.of("process.archive", directory.toString()))) {
			ParallelPool pool = workers.pool();
			for (int i = 0; i < STARTS; i++) {
				if (usesArchive(pool, directory)) {
					measure(pool, effort);
					return;
				}
				renew(pool);
			}
		}
		finally {
			try (Stream<Path> files = Files.walk(directory)) {
				files.sorted(Comparator.reverseOrder()).forEach(WorkerStart::delete);
			}
		}
	}

	/** Has the worker end in good order: what it has loaded goes into the archive. */
	private static void renew(ParallelPool pool) throws Exception {
		String before = worker(pool).id();
		pool.submit(() -> 0).get();
		pool.renew("benchmark");
		while (worker(pool).id().equals(before) || pool.snapshot().size().idle() < 1) {
			Thread.sleep(20);
		}
		// The archive is made beside all this
		Thread.sleep(200);
	}

	private static WorkerSnapshot worker(ParallelPool pool) throws InterruptedException {
		while (pool.workers().size() != 1) {
			Thread.sleep(20);
		}
		return pool.workers().get(0);
	}

	/** Whether two workers in a row have one: the first may be the one that tries it. */
	private static boolean usesArchive(ParallelPool pool, Path directory) throws Exception {
		for (int i = 0; i < 2; i++) {
			Path maps = Path.of("/proc/" + worker(pool).pid() + "/maps");
			if (!Files.exists(maps) || !Files.readString(maps).contains(directory + "/")) {
				return false;
			}
			renew(pool);
		}
		return true;
	}

	private static void measure(ParallelPool pool, Effort effort) throws Exception {
		Measured measured = new Measured();
		pool.submit(() -> 0).get();
		pool.resize(0, 1);
		for (int i = 0; i < effort.repeats(); i++) {
			pool.workers().forEach((worker) -> pool.killWorker(worker.id()));
			while (!pool.workers().isEmpty()) {
				Thread.sleep(1);
			}
			// What is left of the killed one is not to disturb the next one
			Thread.sleep(50);
			long begin = System.nanoTime();
			pool.submit(() -> 0).get();
			measured.add(System.nanoTime() - begin);
		}
		measured.printMillis("start");
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
