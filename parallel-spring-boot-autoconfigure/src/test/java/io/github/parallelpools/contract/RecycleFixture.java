package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.StartFailureContractTests.Fragile;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;

/** Pools whose workers are replaced although they work. */
@Timeout(90)
abstract class RecycleFixture {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private final Pools pools;

	private final Told told = new Told();

	RecycleFixture(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
		this.pools = new Pools(kind);
		this.pools.tell(this.told);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
		assertThat(this.told.faults()).isEmpty();
	}

	final ParallelPool started(UnaryOperator<Recipe> recipe, RecycleSettings recycle) throws Exception {
		Files.writeString(repaired(), "");
		Map<String, String> args = Map.of("repaired", repaired().toString());
		ParallelPool pool = this.pools.open(
				this.workers.handling(null, new LoggingSettings.Factory(Fragile.class.getName(), args)),
				(standard) -> recipe.apply(standard).upkeep(new UpkeepSettings(Duration.ofMinutes(1), recycle)));
		pool.start();
		return pool;
	}

	final Path repaired() {
		return this.directory.resolve("repaired");
	}

}
