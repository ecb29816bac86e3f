package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** It is known how long tasks wait for the process in the place of a killed one. */
@Timeout(120)
class ProcessRecoveryTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private final TestWorkers workers = TestWorkers.of(WorkerKind.PROCESS);

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private static PoolSnapshot.Times times(ParallelPool pool) {
		return pool.snapshot().totals().workers().times();
	}

	@Test
	void onlyTasksThatWaitAreMeasuredAndAllStartsAre() {
		Gate gate = Gate.in(this.directory);
		ParallelPool pool = this.pools.open(this.workers.handling(Tasks.Greeter.class),
				(recipe) -> recipe.size(1, 1).overtime(Duration.ofMillis(300), OvertimePolicy.KILL));
		pool.start();
		TaskFuture<String> killed = pool.submit(Tasks.endless(gate, "killed"));
		TaskFuture<String> waiting = pool.submit(Tasks.endless(gate, "waiting"));
		// A new process may be killed before it has come to the task.
		await().atMost(LONG).until(() -> killed.isDone() && waiting.isDone());
		await().atMost(LONG).until(() -> pool.snapshot().totals().workers().started() == 3);
		assertThat(times(pool).recoveries()).isOne();
		assertThat(times(pool).recovering()).isPositive();
		assertThat(times(pool).starting()).isPositive();
	}

	@Test
	void aKillByHandIsMeasuredToo() throws Exception {
		Gate gate = Gate.in(this.directory);
		ParallelPool pool = this.pools.open(this.workers.handling(Tasks.Greeter.class), (recipe) -> recipe.size(0, 1));
		pool.start();
		TaskFuture<String> killed = pool.submit(Tasks.endless(gate, "killed"));
		TaskFuture<String> waiting = pool.submit(Tasks.gated(gate, "waiting"));
		await().until(() -> gate.arrivals() == 1);
		assertThat(pool.killWorker(pool.workers().get(0).id())).isTrue();
		gate.open();
		assertThat(waiting.join()).isEqualTo("waiting");
		assertThat(killed).failsWithin(LONG);
		assertThat(times(pool).recoveries()).isOne();
	}

}
