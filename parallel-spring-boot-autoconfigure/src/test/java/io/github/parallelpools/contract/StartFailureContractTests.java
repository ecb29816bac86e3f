package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskLoggerFactory;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of the tasks of a pool whose workers do not start. */
@Timeout(120)
@EachKind
class StartFailureContractTests {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private final Pools pools;

	private final Told told = new Told();

	StartFailureContractTests(WorkerKind kind) {
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

	private static UpkeepSettings patience(Duration timeout) {
		return new UpkeepSettings(timeout);
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe) {
		Map<String, String> args = Map.of("repaired", repaired().toString());
		ParallelPool pool = this.pools.open(
				this.workers.handling(null, new LoggingSettings.Factory(Fragile.class.getName(), args)),
				(standard) -> recipe.apply(standard.size(0, 2)));
		pool.start();
		return pool;
	}

	private Path repaired() {
		return this.directory.resolve("repaired");
	}

	private void repair() throws IOException {
		Files.writeString(repaired(), "");
	}

	private static Throwable failure(TaskFuture<?> future) {
		try {
			return (Throwable) future.handle((value, error) -> error).get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static Throwable unwrapped(Throwable error) {
		return (error instanceof CompletionException wrapper) ? wrapper.getCause() : error;
	}

	@Test
	void tasksEndOnceAndSayWhyWhenTheyHaveWaitedForTooLong() {
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(Duration.ofMillis(300))));
		List<TaskFuture<Integer>> waiting = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			waiting.add(pool.submit(() -> 1));
		}
		for (TaskFuture<Integer> one : waiting) {
			assertThat(unwrapped(failure(one))).isInstanceOf(TaskFailedException.class)
				.hasCauseInstanceOf(WorkerStartException.class)
				.hasMessageContaining("pool 'work' had no worker and could start none")
				.hasMessageContaining("not today")
				.hasMessageContaining("300 ms")
				.hasMessageContaining("parallel.pools.work.start-failure-timeout");
			await().untilAsserted(() -> assertThat(this.told.ended()).containsEntry(one.id(), "21399"));
		}
		PoolSnapshot snapshot = pool.snapshot();
		assertThat(snapshot.totals().failed()).isEqualTo(50);
		assertThat(snapshot.queue().size()).isZero();
		TaskFuture<Integer> late = pool.submit(() -> 1);
		assertThat(unwrapped(failure(late))).isInstanceOf(TaskFailedException.class);
		assertThat(pool.snapshot().totals().failed()).isEqualTo(51);
	}

	@Test
	void thePoolGoesOnTryingWithNothingToDoAndServesAgainOnceTheCauseIsGone() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(Duration.ofMillis(100))));
		assertThat(failure(pool.submit(() -> 1))).isNotNull();
		assertThat(pool.snapshot().startFailures()).isNotNull();
		assertThat(pool.snapshot().queue().size()).isZero();
		repair();
		await().atMost(Duration.ofSeconds(30)).until(() -> pool.snapshot().startFailures() == null);
		assertThat(pool.submit(() -> "served").get(30, TimeUnit.SECONDS)).isEqualTo("served");
	}

	@Test
	void tasksWaitForEverIfTheyAreTo() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(Duration.ZERO)));
		TaskFuture<String> waiting = pool.submit(() -> "served");
		await().until(() -> pool.snapshot().totals().workers().startFailures() >= 3);
		assertThat(waiting).isNotDone();
		repair();
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("served");
	}

	@Test
	void theTimeOfAPauseDoesNotCount() throws Exception {
		// Processes are slow to fail
		Duration patience = Duration.ofSeconds((this.workers.kind() == WorkerKind.PROCESS) ? 3 : 1);
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(patience)));
		pool.pause();
		TaskFuture<String> waiting = pool.submit(() -> "served");
		pool.resume();
		await().until(() -> pool.snapshot().startFailures() != null);
		pool.pause(Duration.ofSeconds(30));
		await().until(() -> pool.snapshot().queue().oldestWait().compareTo(patience.plusMillis(500)) >= 0);
		assertThat(waiting).isNotDone();
		pool.resume();
		assertThat(waiting).isNotDone();
		assertThat(unwrapped(failure(waiting))).isInstanceOf(TaskFailedException.class);
	}

	@Test
	void aStoppedPoolKeepsItsQueueAndAFreshStartIsNoOldTrouble() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(Duration.ofSeconds(20))));
		TaskFuture<String> waiting = pool.submit(() -> "served");
		await().until(() -> pool.snapshot().totals().workers().startFailures() >= 3);
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.snapshot().startFailures()).isNull();
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		repair();
		pool.start();
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("served");
	}

	@Test
	void aPoolThatStopsByItselfDoesSoWhenItsLastTaskHasFailed() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(Duration.ofMillis(100))).stoppingByItself());
		TaskFuture<Integer> waiting = pool.submit(() -> 1);
		pool.join(Duration.ofSeconds(30));
		assertThat(waiting).isCompletedExceptionally();
		await().until(() -> pool.state() == PoolState.STOPPED);
		assertThat(pool.snapshot().startFailures()).isNull();
	}

	@Test
	void whoWaitsForRoomGetsInAndFailsLikeTheOthers() throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.upkeep(patience(Duration.ofMillis(200))).queue(1, WhenFull.BLOCK));
		TaskFuture<Integer> first = pool.submit(() -> 1);
		TaskFuture<Integer> second = pool.submit(() -> 2);
		assertThat(failure(first)).isNotNull();
		assertThat(failure(second)).isNotNull();
		assertThat(pool.snapshot().totals().rejected()).isZero();
	}

	@Test
	void aCallbackThatHangsDoesNotKeepTheOthersFromTheirEnd() {
		CountDownLatch release = new CountDownLatch(1);
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				if (id.endsWith("-1")) {
					try {
						release.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
			}

		});
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(Duration.ofMillis(100))));
		pool.submit(() -> 1);
		TaskFuture<Integer> second = pool.submit(() -> 2);
		TaskFuture<Integer> third = pool.submit(() -> 3);
		assertThat(failure(second)).isNotNull();
		assertThat(failure(third)).isNotNull();
		release.countDown();
	}

	@Test
	void nothingFailsAsLongAsOneWorkerServes() throws Exception {
		repair();
		ParallelPool pool = started((recipe) -> recipe.upkeep(patience(Duration.ofMillis(100))));
		Tasks.Gate gate = Tasks.Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(Tasks.gated(gate, "running"));
		await().until(() -> gate.arrivals() == 1);
		Files.delete(repaired());
		TaskFuture<String> waiting = pool.submit(() -> "served");
		await().until(() -> pool.snapshot().totals().workers().startFailures() >= 4);
		assertThat(waiting).isNotDone();
		gate.open();
		assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo("running");
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("served");
	}

	/** Works only once it was repaired. */
	public static final class Fragile implements TaskLoggerFactory {

		@Override
		public System.Logger logger(Map<String, String> args) {
			if (!Files.exists(Path.of(args.get("repaired")))) {
				throw new IllegalStateException("not today");
			}
			return System.getLogger("fragile");
		}

	}

}
