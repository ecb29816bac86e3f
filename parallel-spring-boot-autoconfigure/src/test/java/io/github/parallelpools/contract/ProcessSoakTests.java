package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Process pools live and end again and again while everything is done to them: whatever
 * was accepted ends once, and nothing is left that could pile up. Runs for twice
 * {@code soak.seconds}.
 */
@Timeout(36000)
@EnabledOnOs(OS.LINUX)
class ProcessSoakTests {

	private static final int SECONDS = 2 * Integer.getInteger("soak.seconds", 60);

	private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

	private static final Duration LIFE = Duration.ofSeconds(5);

	private static final long MEGABYTE = 1024 * 1024;

	@TempDir
	private Path directory;

	/** What belongs to other tests of this JVM. */
	private final Set<Thread> others = Thread.getAllStackTraces().keySet();

	private final List<ProcessHandle> othersProcesses = ProcessHandle.current().descendants().toList();

	/**
	 * What this application holds.
	 *
	 * @param files open file descriptors
	 * @param heap used memory in bytes
	 */
	private record Holdings(int files, long heap) {

		static Holdings now() throws IOException {
			try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
				System.gc();
				Runtime runtime = Runtime.getRuntime();
				return new Holdings((int) open.count(), runtime.totalMemory() - runtime.freeMemory());
			}
		}

	}

	private List<String> threadsOfPools() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.others.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("parallel-") || name.startsWith("work-"))
			.toList();
	}

	@Test
	void nothingIsLostAndNothingPilesUp() throws Exception {
		// The first life loads and compiles.
		live(SEED);
		Holdings before = holdings();
		long deadline = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
		int accepted = 0;
		for (long seed = SEED + 10; System.nanoTime() - deadline < 0; seed += 10) {
			accepted += live(seed);
		}
		assertThat(accepted).isGreaterThan(SECONDS);
		Holdings after = holdings();
		assertThat(after.files()).as("open files, seed %d", SEED).isLessThanOrEqualTo(before.files() + 2);
		assertThat(after.heap()).as("heap, seed %d", SEED).isLessThan(before.heap() + 20 * MEGABYTE);
	}

	private int live(long seed) throws Exception {
		int accepted;
		try (ProcessHost host = new ProcessHost(this.directory, getClass().getClassLoader());
				Pools pools = new Pools(WorkerKind.PROCESS)) {
			Chaos chaos = Chaos.in(pools, new ProcessWorkerFactory(host, TestProcesses.settings(), null), seed);
			chaos.run(Chaos.lasting(LIFE));
			chaos.assertThatNothingIsLost();
			accepted = chaos.accepted();
		}
		assertThat(this.directory).as("seed %d", seed).isEmptyDirectory();
		await().untilAsserted(() -> assertThat(ProcessHandle.current().descendants()).as("seed %d", seed)
			.allMatch(this.othersProcesses::contains));
		return accepted;
	}

	/** Helper threads and their files go a moment after their last work. */
	private Holdings holdings() throws IOException {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(threadsOfPools()).isEmpty());
		return Holdings.now();
	}

}
