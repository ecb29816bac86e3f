package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.engine.standalone.StandaloneTasks;
import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.fixture.Death;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.CpuBinding;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.worker.process.LinuxCpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Workers that die before they begin what they were given. */
@Timeout(60)
class NotBegunTests {

	private final ParallelEngine engine = new ParallelEngine(SharedStore.inMemory());

	/** How many workers die so. */
	private final AtomicInteger deaths = new AtomicInteger(1);

	private final AtomicInteger begun = new AtomicInteger();

	private final ScriptedWorkers workers = ScriptedWorkers.processes().onRun((payload) -> {
		if (this.deaths.getAndDecrement() > 0) {
			throw Death.early("it died early");
		}
		int number = this.begun.incrementAndGet();
		return (number == 3) ? null : number;
	});

	@AfterEach
	void close() {
		this.engine.close();
	}

	private ParallelTask<Integer, Integer> task() {
		StandaloneTasks tasks = this.engine.tasks(new TaskWorkers() {

			@Override
			public WorkerFactory workers(TaskSettings settings, @Nullable Handler handler, List<String> prefix) {
				return NotBegunTests.this.workers;
			}

			@Override
			public Duration killGrace() {
				return Duration.ofSeconds(1);
			}

			@Override
			public CpuBinding cpus() {
				return new LinuxCpus();
			}

		});
		return tasks.<Integer, Integer>task((item, context) -> item).kind(WorkerKind.PROCESS).build();
	}

	@Test
	void aRunOfAStandaloneTaskGoesToAnotherWorker() throws Exception {
		ParallelTask<Integer, Integer> task = task();
		assertThat(task.start(1).join()).isEqualTo(this.begun.get()).isEqualTo(1);
		task.join();
		assertThat(task.result()).hasValueSatisfying((result) -> assertThat(result.attempts()).isEqualTo(1));
	}

	@Test
	void aRunOfAStandaloneTaskGoesToAnotherWorkerAFewTimesOnly() {
		this.deaths.set(Integer.MAX_VALUE);
		ParallelTask<Integer, Integer> task = task();
		assertThatThrownBy(task.start(1)::join).hasMessageContaining("died");
		assertThat(Integer.MAX_VALUE - this.deaths.get()).isEqualTo(6);
	}

	@Test
	void aLookThatWasNotBegunIsNoTaskAndNoSignThatThereIsNoWork() {
		PoolSettings settings = PoolRecipe.of("work", WorkerKind.PROCESS)
			.size(0, 1)
			.work(WorkSettings.polledBy("poller", null, Map.of()))
			.stoppingByItself()
			.settings();
		ParallelPool pool = this.engine.open(settings, this.workers, List::of, new Supply.Polled(null));
		pool.start();
		await().until(() -> pool.state() == PoolState.STOPPED);
		// Each look that was begun finds its number, but for the third, which finds none.
		assertThat(this.begun.get()).isEqualTo(3);
		assertThat(pool.snapshot().totals().completed()).isEqualTo(2);
		assertThat(pool.snapshot().totals().failed()).isZero();
		assertThat(pool.snapshot().totals().workers().crashed()).isEqualTo(1);
	}

}
