package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;

/** Pools whose workers fetch their own work, which lies in a directory. */
@Timeout(120)
abstract class PollerFixture {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	Gate gate;

	Errands errands;

	Pools pools;

	final Told told = new Told();

	final AtomicInteger questions = new AtomicInteger();

	PollerFixture(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.gate = Gate.in(this.directory);
		this.errands = Errands.in(this.directory);
		this.pools = new Pools(this.workers.kind());
		this.pools.tell(this.told);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	/** A pool that is told how many errands there are. */
	ParallelPool withBacklog(UnaryOperator<Recipe> recipe) {
		return started(recipe, () -> {
			this.questions.incrementAndGet();
			return this.errands.left();
		});
	}

	/** A pool that can't know whether there is anything to do. */
	ParallelPool alone(UnaryOperator<Recipe> recipe) {
		return started(recipe, null);
	}

	final ParallelPool started(UnaryOperator<Recipe> recipe, @Nullable LongSupplier backlog) {
		return started(recipe, backlog, null);
	}

	final ParallelPool started(UnaryOperator<Recipe> recipe, @Nullable LongSupplier backlog, @Nullable String lock) {
		WorkSettings work = new WorkSettings(null, new Feed.Polled("poller", (backlog != null) ? "backlog" : null),
				Map.of("directory", this.directory.toString()), lock);
		ParallelPool pool = this.pools.open(this.workers.polling(Errands.Poller.class),
				(standard) -> recipe.apply(standard).work(work),
				new Supply.Polled((backlog != null) ? () -> backlog : null));
		pool.start();
		return pool;
	}

}
