package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;

import static io.github.parallelpools.contract.PoolContractTests.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every pool tells of where its tasks hang. */
@Timeout(120)
@EachKind
class RadarContractTests {

	private static final Duration SLOW = Duration.ofMillis(200);

	private static final String HERE = "io.github.parallelpools.contract.RadarContractTests.hang(RadarContractTests.java:";

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private Gate gate;

	private Pools pools;

	RadarContractTests(WorkerKind kind) {
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

	private ParallelPool started(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = this.pools.open(this.workers.handling(Tasks.Greeter.class), recipe);
		pool.start();
		return pool;
	}

	private static String hang() throws InterruptedException {
		Thread.sleep(Long.MAX_VALUE);
		return "let go";
	}

	@Test
	void aTaskThatIsSlowAndReturnsIsSavedAndWasNotDisturbed() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).slowAfter(SLOW));
		Gate door = this.gate;
		TaskFuture<String> slow = pool.submit(() -> {
			door.awaitOpen();
			return "let go " + Thread.interrupted();
		});
		await().until(() -> pool.hangs().slow() == 1);
		assertThat(pool.hangs().saved()).isZero();
		this.gate.open();
		assertThat(slow.join()).isEqualTo("let go false");
		await().until(() -> pool.hangs().saved() == 1);
		assertThat(pool.snapshot().totals().overtime().tasks()).isZero();
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void killsAreCountedWhereTheirTasksHang() {
		ParallelPool pool = started(
				(recipe) -> recipe.size(0, 1).slowAfter(SLOW).overtime(Limits.NEVER, OvertimePolicy.KILL));
		Gate door = this.gate;
		AtomicInteger kills = new AtomicInteger();
		// A process on a loaded machine may not tell in time where it hangs.
		await().atMost(Duration.ofSeconds(50)).until(() -> {
			TaskFuture<String> hanging = pool.submit(() -> {
				door.arrive("hanging");
				return hang();
			});
			await().until(() -> this.gate.arrivals() == kills.get() + 1);
			await().until(() -> pool.hangs().slow() == kills.get() + 1);
			Limits.set(pool, SLOW.plusMillis(1));
			assertThat(failure(hanging)).isInstanceOf(TaskOvertimeException.class);
			kills.incrementAndGet();
			pool.reset("operator");
			return pool.hangs()
				.places()
				.stream()
				.anyMatch((place) -> place.name().startsWith(HERE) && place.killed() > 0);
		});
		await().until(() -> pool.hangs().killed() == kills.get());
		await().until(() -> pool.hangs().slow() == kills.get());
		assertThat(pool.hangs().saved()).isZero();
		assertThat(pool.hangs().summary()).contains(" of " + kills + " kills hang in RadarContractTests.hang(");
	}

	@Test
	void whereItIsOffOnlyKillsAreCounted() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Duration.ofSeconds(1), OvertimePolicy.KILL));
		assertThat(failure(pool.submit(() -> hang()))).isInstanceOf(TaskOvertimeException.class);
		await().until(() -> pool.hangs().killed() == 1);
		assertThat(pool.hangs().slow()).isZero();
	}

}
