package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A worker that is ready has what its first task needs. */
@Timeout(120)
class FirstTaskTests {

	@TempDir
	private Path directory;

	private final SharedStore store = SharedStore.inMemory();

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store,
			new ApplicationObjects(this.store, getClass().getClassLoader()));

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	@Test
	void theFirstTaskLoadsNothingOfTheCodec() throws Exception {
		Path loaded = this.directory.resolve("loaded");
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host,
				TestProcesses.settings(List.of("-Xlog:class+load:file=" + loaded), Duration.ofSeconds(60)), null),
				(recipe) -> recipe.size(1, 1));
		pool.start();
		await().until(() -> pool.snapshot().size().idle() == 1);
		List<String> before = codec(loaded);
		assertThat(before).anyMatch((line) -> line.contains("TagReader"))
			.anyMatch((line) -> line.contains("TagWriter"));
		int captured = before.size();
		assertThat(pool.submit(() -> captured + 1).get()).isEqualTo(captured + 1);
		assertThat(codec(loaded)).isEqualTo(before);
	}

	private static List<String> codec(Path loaded) throws Exception {
		try (Stream<String> lines = Files.lines(loaded)) {
			return lines.filter((line) -> line.contains(" io.github.parallelpools.spi.codec."))
				.filter((line) -> !line.contains("Lambda"))
				.toList();
		}
	}

}
