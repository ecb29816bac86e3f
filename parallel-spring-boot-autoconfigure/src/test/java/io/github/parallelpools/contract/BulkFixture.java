package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Pools for bulks. */
abstract class BulkFixture {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	Gate gate;

	private Pools pools;

	BulkFixture(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.gate = Gate.in(this.directory);
		this.pools = new Pools(this.workers.kind());
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	WorkerKind kind() {
		return this.workers.kind();
	}

	ParallelPool started(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = fresh(recipe);
		pool.start();
		return pool;
	}

	/**
	 * Threads have as long for their end as a busy machine may need: the substitute of
	 * one that is given up would run what its bulk is about to cancel.
	 */
	ParallelPool fresh(UnaryOperator<Recipe> recipe) {
		return this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(standard) -> recipe.apply(standard.grace(Duration.ofSeconds(30))));
	}

	/** A started pool that refuses what can't travel, whatever its kind. */
	ParallelPool ofWhatTravels() {
		ParallelPool pool = this.pools.open(this.workers.handlingWhatTravels(Tasks.Greeter.class), (recipe) -> recipe);
		pool.start();
		return pool;
	}

	/** Closes the pools, as the application does. */
	void closePools() {
		this.pools.close();
	}

	static void assertQuietAccounts(ParallelPool pool) {
		await().untilAsserted(() -> {
			PoolSnapshot.Totals totals = pool.snapshot().totals();
			assertThat(totals.submitted()).isEqualTo(totals.completed() + totals.failed() + totals.cancelled());
			assertThat(pool.snapshot().queue().size()).isZero();
		});
	}

	static void awaitWaiting(Thread thread) {
		await()
			.until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
	}

	static int pass(Gate gate, int item, int blocks) throws InterruptedException {
		if (item == blocks) {
			gate.arrive("item " + item);
			gate.awaitOpen();
		}
		return item;
	}

	/** The numbers from 0; the counter tells how often it was closed. */
	static Stream<Integer> numbers(AtomicInteger closed) {
		return Stream.iterate(0, (item) -> item + 1).onClose(closed::incrementAndGet);
	}

	static CompletableFuture<Throwable> reading(Supplier<Stream<?>> results) {
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try {
				results.get().forEach((result) -> {
				});
				thrown.complete(null);
			}
			catch (Throwable ex) {
				thrown.complete(ex);
			}
		}, "reader");
		reader.setDaemon(true);
		reader.start();
		return thrown;
	}

}
