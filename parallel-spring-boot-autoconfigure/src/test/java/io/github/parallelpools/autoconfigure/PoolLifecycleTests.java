package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;

/** Pools start and stop with the application. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class PoolLifecycleTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	@Test
	void autoStartDecidesWhatStarts() {
		this.runner.withPropertyValues("parallel.pools.one.max-size=1", "parallel.pools.two.auto-start=false")
			.run((context) -> {
				assertThat(context.getBean("one", ParallelPool.class).state()).isEqualTo(PoolState.RUNNING);
				assertThat(context.getBean("two", ParallelPool.class).state()).isEqualTo(PoolState.NEW);
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aBeanGetsAResultWhileItIsMade(WorkerKind kind) {
		List<String> told = new CopyOnWriteArrayList<>();
		this.runner.withPropertyValues("parallel.pools.one.kind=" + kind)
			.withBean("listener", TaskListener.class, () -> new TaskListener() {

				@Override
				public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
					told.add(pool + value);
				}

			})
			.withUserConfiguration(Early.class)
			.run((context) -> {
				assertThat(context.getBean(Early.class).results).containsExactly(1, 2);
				ParallelPool pool = context.getBean("one", ParallelPool.class);
				assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
				pool.join();
				assertThat(told).containsExactlyInAnyOrder("one1", "one2");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Early implements InitializingBean {

		private final List<Integer> results = new ArrayList<>();

		private final ParallelPool one;

		Early(ParallelPool one) throws Exception {
			this.one = one;
			this.results.add(one.submit(() -> 1).get(50, TimeUnit.SECONDS));
		}

		@Override
		public void afterPropertiesSet() throws Exception {
			this.results.add(this.one.submit(() -> 2).get(50, TimeUnit.SECONDS));
		}

	}

	@Test
	void aPoolThatWasUsedEarlyEndsWithTheApplicationThatFailsToStart() {
		AtomicReference<ParallelPool> used = new AtomicReference<>();
		this.runner.withPropertyValues("parallel.pools.one.kind=thread")
			.withInitializer((context) -> context.addBeanFactoryPostProcessor(
					(beans) -> beans.registerResolvableDependency(AtomicReference.class, used)))
			.withUserConfiguration(Failing.class)
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(used.get().state()).isEqualTo(PoolState.STOPPED);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		Failing(ParallelPool one, AtomicReference<ParallelPool> used) throws Exception {
			used.set(one);
			one.submit(() -> 1).get(50, TimeUnit.SECONDS);
			throw new IllegalStateException("on purpose");
		}

	}

	@Test
	void aPoolThatIsNotToStartByItselfCollectsTasks() {
		this.runner.withPropertyValues("parallel.pools.one.auto-start=false").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			TaskFuture<Integer> task = pool.submit(() -> 1);
			assertThat(pool.state()).isEqualTo(PoolState.NEW);
			pool.start();
			assertThat(task.get(50, TimeUnit.SECONDS)).isEqualTo(1);
		});
	}

	@Test
	void theClosingApplicationLetsRunningTasksEnd() {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.runner.withPropertyValues("parallel.pools.one.max-size=1").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			TaskFuture<String> task = pool.submit(() -> {
				running.countDown();
				end.await();
				return "ended by itself";
			});
			running.await();
			Thread closing = new Thread(context::close);
			closing.start();
			Awaitility.await().until(() -> pool.state() == PoolState.STOPPING);
			assertThat(task).isNotDone();
			end.countDown();
			assertThat(task.get(50, TimeUnit.SECONDS)).isEqualTo("ended by itself");
			closing.join();
			assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		});
	}

	@Test
	void theClosingApplicationEndsTasksByForceAfterTheTimeout(CapturedOutput output) {
		CountDownLatch running = new CountDownLatch(2);
		this.runner
			.withPropertyValues("parallel.shutdown-timeout=50ms", "parallel.pools.one.max-size=1",
					"parallel.pools.two.max-size=1", "parallel.defaults.kill-grace=20s")
			.run((context) -> {
				List<TaskFuture<Object>> tasks = context.getBeansOfType(ParallelPool.class)
					.values()
					.stream()
					.map((pool) -> pool.submit(() -> {
						running.countDown();
						new CountDownLatch(1).await();
						return (Object) "never";
					}))
					.toList();
				running.await();
				context.close();
				assertThat(tasks).allSatisfy((task) -> assertThat(failure(task).result().code()).isEqualTo("21004"));
			});
		assertThat(output).contains("Pool 'one' still runs 1 tasks and is ended by force",
				"Pool 'two' still runs 1 tasks and is ended by force", "Raise 'parallel.shutdown-timeout'");
	}

	@Test
	void queuedTasksOfTheClosedApplicationEndAsCancelled() {
		this.runner.withPropertyValues("parallel.pools.one.auto-start=false").run((context) -> {
			TaskFuture<Integer> task = context.getBean(ParallelPool.class).submit(() -> 1);
			context.close();
			assertThat(failure(task).result().code()).isEqualTo("21004");
		});
	}

	@Test
	void stoppingDoesNotHoldTheCallingThread() {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		this.runner.withPropertyValues("parallel.pools.one.max-size=1").run((context) -> {
			context.getBean(ParallelPool.class).submit(() -> {
				running.countDown();
				end.await();
				return 1;
			});
			running.await();
			SmartLifecycle lifecycle = context.getBean(PoolLifecycle.class);
			lifecycle.stop(stopped::countDown);
			assertThat(stopped.getCount()).isEqualTo(1);
			assertThat(lifecycle.isRunning()).isTrue();
			end.countDown();
			assertThat(stopped.await(50, TimeUnit.SECONDS)).isTrue();
			assertThat(lifecycle.isRunning()).isFalse();
		});
	}

	@Test
	void theLifecycleOfTheContextCanBeRestarted() {
		this.runner.withPropertyValues("parallel.pools.one.max-size=1", "parallel.pools.two.auto-start=false")
			.run((context) -> {
				ParallelPool pool = context.getBean("one", ParallelPool.class);
				context.stop();
				assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
				context.start();
				assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
				assertThat(pool.submit(() -> 5).get(50, TimeUnit.SECONDS)).isEqualTo(5);
				assertThat(context.getBean("two", ParallelPool.class).state()).isEqualTo(PoolState.NEW);
			});
	}

	@Test
	void poolsStopAfterTheWebServerAndBeforeOrdinaryBeans() {
		this.runner.run((context) -> assertThat(context.getBean(PoolLifecycle.class).getPhase())
			.isEqualTo(Integer.MAX_VALUE / 2));
	}

	@Test
	void aTimeoutThatTheContextCutsShortIsTold(CapturedOutput output) {
		this.runner
			.withPropertyValues("parallel.pools.one.max-size=1", "parallel.shutdown-timeout=5s",
					"spring.lifecycle.timeout-per-shutdown-phase=5s")
			.run((context) -> assertThat(output).contains("'parallel.shutdown-timeout' is 5000 ms",
					"Raise 'spring.lifecycle.timeout-per-shutdown-phase'"));
	}

	@Test
	void aFailingStartLeavesNoThreadBehind() {
		Set<Thread> before = threads();
		this.runner.withBean(FailingLifecycle.class)
			.withPropertyValues("parallel.pools.doomed.min-size=2")
			.run((context) -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining("late failure"));
		Awaitility.await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
	}

	/** What the task failed with; newer JDKs wrap what {@code join} throws. */
	private static TaskCancelledException failure(TaskFuture<?> task) {
		assertThat(task).isDone();
		return (TaskCancelledException) task.handle((value, error) -> error).join();
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("parallel-"))
			.collect(Collectors.toSet());
	}

	/** Fails when the pools run already. */
	static class FailingLifecycle implements SmartLifecycle {

		@Override
		public void start() {
			throw new IllegalStateException("late failure");
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

		@Override
		public int getPhase() {
			return PoolLifecycle.PHASE + 1;
		}

	}

}
