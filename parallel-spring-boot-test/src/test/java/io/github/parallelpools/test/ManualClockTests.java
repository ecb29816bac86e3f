package io.github.parallelpools.test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.autoconfigure.WorkerFactoryDecorator;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.Work;

import static io.github.parallelpools.test.PoolAssertions.assertThatPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Pools whose time the test moves: nothing is due before, and what is due happens. */
@Timeout(180)
class ManualClockTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final ManualClock clock = new ManualClock();

	private final TestPools pools = TestPools.threads(this.clock);

	@AfterEach
	void close() {
		this.pools.close();
	}

	@Test
	void noTimePassesBeforeItIsMoved() throws Exception {
		ParallelPool pool = this.pools.pool(with(overtime(Duration.ofNanos(1), OvertimePolicy.KILL)));
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		TaskFuture<Integer> running = pool.submit(() -> {
			begun.countDown();
			end.await();
			return 1;
		});
		begun.await();
		TaskFuture<Integer> other = pool.submit(() -> 2);
		assertThat(other.get()).isEqualTo(2);
		end.countDown();
		assertThat(running.get()).isEqualTo(1);
		pool.join();
		assertThatPool(pool).hasCompleted(2).isBalanced();
		assertThat(pool.snapshot().totals().overtime().tasks()).isZero();
	}

	@Test
	void anIdleWorkerIsReleasedWhenItsTimeHasComeAndNotBefore() throws Exception {
		ParallelPool pool = this.pools.pool(TestPools.settings("work").withSize(new SizeSettings(0, 2, HOUR)));
		pool.submit(() -> 1).get();
		await().until(() -> pool.snapshot().size().idle() == 1);
		this.clock.advance(HOUR.minusNanos(1));
		String worker = pool.submit(() -> Thread.currentThread().getName()).get();
		assertThat(worker).isNotEmpty();
		await().until(() -> pool.snapshot().size().idle() == 1);
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		assertThat(pool.snapshot().totals().workers().idleReleased()).isZero();
		this.clock.advance(HOUR);
		await().until(() -> pool.workers().isEmpty());
		assertThat(pool.snapshot().totals().workers().idleReleased()).isEqualTo(1);
	}

	@Test
	void aTaskIsOverTimeWhenTheClockSaysSo() throws Exception {
		ParallelPool pool = this.pools.pool(with(overtime(HOUR, OvertimePolicy.KILL)));
		CountDownLatch begun = new CountDownLatch(1);
		TaskFuture<Object> hanging = pool.submit(() -> {
			begun.countDown();
			new CountDownLatch(1).await();
			return null;
		});
		begun.await();
		this.clock.advance(HOUR.minusNanos(1));
		assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
		assertThat(hanging).isNotDone();
		this.clock.advance(Duration.ofNanos(1));
		assertThat(failure(hanging)).isInstanceOfSatisfying(TaskOvertimeException.class,
				(overtime) -> assertThat(overtime.result().elapsed()).isEqualTo(HOUR));
		assertThatPool(pool).hasCompleted(1).hasFailed(1).isBalanced();
	}

	@Test
	void aThreadThatIgnoresItsEndIsGivenUpWhenTheGraceHasPassed() throws Exception {
		ParallelPool pool = this.pools.pool(with(overtime(HOUR, OvertimePolicy.KILL)));
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		TaskFuture<Object> stubborn = pool.submit(() -> {
			begun.countDown();
			while (true) {
				try {
					end.await();
					return null;
				}
				catch (InterruptedException ex) {
					// It goes on.
				}
			}
		});
		begun.await();
		this.clock.advance(HOUR);
		await().until(() -> pool.snapshot().totals().overtime().killed() == 1);
		assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
		// Nobody knows when the order was given, but that it was.
		await().until(() -> {
			this.clock.advance(HOUR);
			return stubborn.isDone();
		});
		assertThat(failure(stubborn)).isInstanceOf(TaskOvertimeException.class);
		assertThat(pool.snapshot().totals().workers().abandoned()).isEqualTo(1);
		end.countDown();
	}

	@Test
	void aTaskThatHasWaitedPastItsDeadlineIsNotRun() {
		ParallelPool pool = this.pools.pool("work");
		pool.pause();
		TaskFuture<Integer> late = pool.submit(() -> 1, TaskOptions.ofDeadline(HOUR));
		TaskFuture<Integer> other = pool.submit(() -> 2, TaskOptions.ofDeadline(HOUR.plusNanos(1)));
		this.clock.advance(HOUR);
		assertThat(failure(late)).isNotNull();
		pool.resume();
		assertThat(other.join()).isEqualTo(2);
	}

	@Test
	void aWorkerIsStartedAgainAfterAFailureWhenItIsTime() {
		Failing failing = new Failing();
		application("thread").withBean(WorkerFactoryDecorator.class, () -> failing::around).run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			TaskFuture<Integer> waiting = pool.submit(() -> 1);
			await().until(() -> pool.snapshot().startFailures() != null);
			PoolSnapshot.StartFailures trouble = pool.snapshot().startFailures();
			assertThat(trouble).isNotNull();
			assertThat(trouble.retryIn()).isPositive();
			assertThat(failing.starts).hasValue(1);
			context.getBean(ManualClock.class).advance(trouble.retryIn());
			assertThat(waiting.join()).isEqualTo(1);
			assertThat(failing.starts).hasValue(2);
		});
	}

	@Test
	void aProcessIsKilledWhenTheClockSaysSo() {
		application("process").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			TaskFuture<Object> hanging = pool.submit(() -> {
				new CountDownLatch(1).await();
				return null;
			});
			await().until(() -> pool.workers()
				.stream()
				.anyMatch((worker) -> worker.task() != null && worker.task().id().equals(hanging.id())));
			context.getBean(ManualClock.class).advance(HOUR);
			assertThat(failure(hanging)).isInstanceOf(TaskOvertimeException.class);
			assertThatPool(pool).hasAccepted(1).hasFailed(1).isBalanced();
			assertThat(pool.snapshot().totals().overtime().killed()).isEqualTo(1);
		});
	}

	@Test
	void timeDoesNotGoBack() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.clock.advance(Duration.ofNanos(-1)));
	}

	private static ApplicationContextRunner application(String kind) {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class))
			.withBean(ManualClock.class)
			.withPropertyValues("parallel.pools.work.kind=" + kind, "parallel.pools.work.max-size=1",
					"parallel.pools.work.worker-overtime=1h", "parallel.pools.work.overtime-policy=kill");
	}

	private static OvertimeSettings overtime(Duration limit, OvertimePolicy policy) {
		return new OvertimeSettings(limit, policy, 1, HOUR, Duration.ZERO);
	}

	private static PoolSettings with(OvertimeSettings overtime) {
		PoolSettings standard = TestPools.settings("work");
		return new PoolSettings("work", standard.kind(), standard.size(), overtime, standard.queue(), standard.work(),
				standard.retry(), standard.upkeep());
	}

	private static @Nullable Throwable failure(TaskFuture<?> future) {
		return future.handle((value, error) -> error).join();
	}

	/** Makes workers of which the first does not start. */
	private static final class Failing {

		private final AtomicInteger starts = new AtomicInteger();

		WorkerFactory around(PoolSettings pool, WorkerFactory workers) {
			return new WorkerFactory() {

				@Override
				public Object encode(Work work) {
					return workers.encode(work);
				}

				@Override
				public Thread thread(String name, Runnable loop) {
					return workers.thread(name, loop);
				}

				@Override
				public Worker open(WorkerSpec spec, WorkerEvents events)
						throws WorkerStartException, InterruptedException {
					if (Failing.this.starts.incrementAndGet() == 1) {
						throw new WorkerStartException("on purpose", null);
					}
					return workers.open(spec, events);
				}

				@Override
				public void close() {
					workers.close();
				}

			};
		}

	}

}
