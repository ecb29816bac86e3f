package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a worker process needs no more, the machine has again. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class IdleMemoryTests {

	private static final int MEGABYTE = 1024 * 1024;

	/** In a worker. */
	private static final List<byte[]> KEPT = new ArrayList<>();

	private final SharedStore store = SharedStore.inMemory();

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store,
			new ApplicationObjects(this.store, getClass().getClassLoader()));

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	/** Of the worker's own process, while the task runs and has the most. */
	private static long hoard(int megabytes, boolean keep) {
		KEPT.clear();
		for (int i = 0; i < megabytes; i++) {
			KEPT.add(new byte[MEGABYTE]);
		}
		long most = resident(ProcessHandle.current().pid());
		if (!keep) {
			KEPT.clear();
		}
		return most;
	}

	private static long resident(long pid) {
		try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
			return 1024 * lines.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.sum();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void anIdleWorkerGivesBackWhatALargeTaskHad() throws Exception {
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.size(1, 1));
		pool.start();
		long most = pool.submit(() -> hoard(40, false)).get();
		assertThat(most).isGreaterThan(60L * MEGABYTE);
		WorkerSnapshot worker = pool.workers().get(0);
		long pid = Objects.requireNonNull(worker.pid());
		await().until(() -> resident(pid) < most - 20L * MEGABYTE);
		// It is the same worker, which keeps what is needed.
		assertThat(pool.submit(() -> hoard(40, true)).get()).isGreaterThan(60L * MEGABYTE);
		assertThat(pool.submit(() -> KEPT.size()).get()).isEqualTo(40);
		assertThat(pool.workers()).extracting(WorkerSnapshot::id).containsExactly(worker.id());
	}

}
