package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.engine.standalone.StandaloneTasks;
import io.github.parallelpools.engine.standalone.TaskWorkers;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.CpuBinding;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.Work;
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

	@AfterEach
	void close() {
		this.engine.close();
	}

	private ParallelTask<Integer, Integer> task() {
		StandaloneTasks tasks = this.engine.tasks(new TaskWorkers() {

			@Override
			public WorkerFactory workers(TaskSettings settings, @Nullable Handler handler, List<String> prefix) {
				return new Workers();
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
		PoolSettings settings = new PoolSettings("work", WorkerKind.PROCESS, new SizeSettings(0, 1, Duration.ZERO),
				new OvertimeSettings(Duration.ZERO, OvertimePolicy.IGNORE, 0, Duration.ofMillis(100)),
				QueueSettings.of(10, WhenFull.BLOCK), WorkSettings.polledBy("poller", null, Map.of()), true,
				RetrySettings.STANDARD, new UpkeepSettings(Duration.ofMinutes(1)));
		ParallelPool pool = this.engine.open(settings, new Workers(), List::of, new Supply.Polled(null));
		pool.start();
		await().until(() -> pool.state() == PoolState.STOPPED);
		// Each look that was begun finds its number, but for the third, which finds none.
		assertThat(this.begun.get()).isEqualTo(3);
		assertThat(pool.snapshot().totals().completed()).isEqualTo(2);
		assertThat(pool.snapshot().totals().failed()).isZero();
		assertThat(pool.snapshot().totals().crashed()).isEqualTo(1);
	}

	private final class Workers implements WorkerFactory {

		@Override
		public Object encode(Work work) {
			return work;
		}

		@Override
		public WorkerTraits traits() {
			return WorkerTraits.OWN_PROCESS;
		}

		@Override
		public Thread thread(String name, Runnable loop) {
			Thread thread = new Thread(loop, name);
			thread.setDaemon(true);
			return thread;
		}

		@Override
		public Worker open(WorkerSpec spec, Runnable died) {
			return new Dying();
		}

		@Override
		public void close() {
		}

	}

	private final class Dying implements Worker {

		private volatile boolean dead;

		@Override
		public OptionalLong pid() {
			return OptionalLong.empty();
		}

		@Override
		public TaskOutcome execute(Object payload, TaskRun run) {
			if (NotBegunTests.this.deaths.getAndDecrement() > 0) {
				this.dead = true;
				return new TaskOutcome.Died("it died early", false);
			}
			int number = NotBegunTests.this.begun.incrementAndGet();
			return new TaskOutcome.Succeeded((number == 3) ? null : number);
		}

		@Override
		public void abort() {
			this.dead = true;
		}

		@Override
		public boolean isAlive() {
			return !this.dead;
		}

		@Override
		public void close() {
		}

		@Override
		public @Nullable String causeOfDeath() {
			return this.dead ? "it died early" : null;
		}

	}

}
