package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.TestContextManager;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is paused comes back as it was, as Spring's tests pause contexts between them; and
 * nobody waits for a task of an application that has ended.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class PausedApplicationTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues("parallel.pools.one.max-size=1");

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void whatWasQueuedRunsAfterTheRestart(WorkerKind kind) {
		this.runner.withPropertyValues("parallel.pools.one.kind=" + kind, "parallel.pools.one.lock=needed")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				AnnotationConfigApplicationContext source = (AnnotationConfigApplicationContext) context
					.getSourceApplicationContext();
				SharedLock needed = context.getBean(Parallel.class).lock("needed");
				needed.lock();
				TaskFuture<Integer> queued = pool.submit(() -> 7);
				source.pause();
				needed.unlock();
				assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
				assertThat(pool.workers()).isEmpty();
				assertThat(queued).isNotDone();
				source.restart();
				assertThat(queued.get(50, TimeUnit.SECONDS)).isEqualTo(7);
			});
	}

	@Test
	void eachPoolComesBackAsItWas() {
		this.runner
			.withPropertyValues("parallel.pools.late.auto-start=false", "parallel.pools.paused.kind=process",
					"parallel.pools.stopped.max-size=1", "parallel.pools.never.auto-start=false")
			.run((context) -> {
				ParallelPool late = context.getBean("late", ParallelPool.class);
				ParallelPool paused = context.getBean("paused", ParallelPool.class);
				ParallelPool stopped = context.getBean("stopped", ParallelPool.class);
				late.start();
				paused.pause();
				TaskFuture<Integer> waiting = paused.submit(() -> 1);
				stopped.stop();
				context.stop();
				context.start();
				assertThat(context.getBean("one", ParallelPool.class).state()).isEqualTo(PoolState.RUNNING);
				assertThat(late.state()).isEqualTo(PoolState.RUNNING);
				assertThat(paused.state()).isEqualTo(PoolState.PAUSED);
				assertThat(stopped.state()).isEqualTo(PoolState.STOPPED);
				assertThat(context.getBean("never", ParallelPool.class).state()).isEqualTo(PoolState.NEW);
				assertThat(waiting).isNotDone();
				paused.resume();
				assertThat(waiting.get(50, TimeUnit.SECONDS)).isEqualTo(1);
			});
	}

	@Test
	void aPausedPoolTakesTasksAgainBeforeItsTurn() {
		this.runner.withBean(Submitting.class).run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.pause();
			context.stop();
			context.start();
			Submitting submitting = context.getBean(Submitting.class);
			assertThat(submitting.tasks).hasSize(2);
			assertThat(pool.state()).isEqualTo(PoolState.PAUSED);
			assertThat(submitting.tasks.get(1)).isNotDone();
			pool.resume();
			assertThat(submitting.tasks.get(1).get(50, TimeUnit.SECONDS)).isEqualTo(3);
		});
	}

	/** Has an earlier phase than pools. */
	static class Submitting implements SmartLifecycle {

		private final ParallelPool pool;

		private final List<TaskFuture<Integer>> tasks = new ArrayList<>();

		private boolean running;

		Submitting(ParallelPool pool) {
			this.pool = pool;
		}

		@Override
		public void start() {
			this.running = true;
			this.tasks.add(this.pool.submit(() -> 3));
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

	@Test
	void aPoolThatSomebodyHasStoppedIsNotStartedByATask() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.stop();
			context.stop();
			context.start();
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> pool.submit(() -> 1))
				.withMessageContaining("it is STOPPED. Start it again first");
		});
	}

	@Test
	void standaloneTasksAreToldOfAPauseAndStartAfterIt() {
		this.runner.run((context) -> {
			ParallelTask<Integer, Integer> task = context.getBean(Parallel.class)
				.task((Integer item, TaskContext current) -> item + 1)
				.build();
			context.stop();
			assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> task.start(1))
				.withMessageContaining("can't start: the application is paused and has to be restarted first.");
			context.start();
			assertThat(task.start(1).get(50, TimeUnit.SECONDS)).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void nobodyWaitsForAQueuedTaskOfAnApplicationThatEnds(WorkerKind kind) {
		List<String> told = new CopyOnWriteArrayList<>();
		AtomicReference<Waiting> waiting = new AtomicReference<>();
		this.runner.withPropertyValues("parallel.pools.one.kind=" + kind)
			.withBean("listener", TaskListener.class, () -> new TaskListener() {

				@Override
				public void ended(String id, String pool, TaskResult result, Object value) {
					told.add(result.code());
				}

			})
			.withBean(Waiting.class)
			.run((context) -> {
				waiting.set(context.getBean(Waiting.class));
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.pause();
				waiting.get().task = pool.submit(() -> 1);
				context.close();
			});
		assertThat(waiting.get().failure).isInstanceOf(TaskCancelledException.class);
		assertThat(told).containsExactly("21004");
	}

	@Test
	void nobodyWaitsForATaskOfAPoolThatWasNeverStarted() {
		AtomicReference<Waiting> waiting = new AtomicReference<>();
		this.runner.withPropertyValues("parallel.pools.one.auto-start=false").withBean(Waiting.class).run((context) -> {
			waiting.set(context.getBean(Waiting.class));
			waiting.get().task = context.getBean(ParallelPool.class).submit(() -> 1);
			context.close();
		});
		assertThat(waiting.get().failure).isInstanceOf(TaskCancelledException.class);
	}

	@Test
	void nobodyWaitsForATaskOfAnApplicationThatIsClosedWhileItIsPaused() {
		AtomicReference<Waiting> waiting = new AtomicReference<>();
		this.runner.withBean(Waiting.class).run((context) -> {
			waiting.set(context.getBean(Waiting.class));
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.pause();
			waiting.get().task = pool.submit(() -> 1);
			context.stop();
			assertThat(waiting.get().task).isNotDone();
			context.close();
		});
		assertThat(waiting.get().failure).isInstanceOf(TaskCancelledException.class);
	}

	@Test
	void nobodyWaitsForATaskOfAnApplicationThatDoesNotStart() {
		AtomicReference<Waiting> waiting = new AtomicReference<>();
		this.runner.withBean(Waiting.class)
			.withInitializer((context) -> context.addBeanFactoryPostProcessor(
					(beans) -> beans.registerResolvableDependency(AtomicReference.class, waiting)))
			.withBean(FailingLifecycle.class)
			.run((context) -> assertThat(context).hasFailed());
		assertThat(waiting.get().failure).isInstanceOf(TaskCancelledException.class);
	}

	/** Fails to start when the pools have been started. */
	static class FailingLifecycle implements SmartLifecycle {

		private final Waiting waiting;

		private final ParallelPool pool;

		FailingLifecycle(Waiting waiting, ParallelPool pool, AtomicReference<Waiting> told) {
			this.waiting = waiting;
			this.pool = pool;
			told.set(waiting);
		}

		@Override
		public void start() {
			this.pool.pause();
			this.waiting.task = this.pool.submit(() -> 1);
			throw new IllegalStateException("on purpose");
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	/** Waits for its task when it is destroyed. */
	static class Waiting implements AutoCloseable {

		private volatile TaskFuture<Integer> task;

		private volatile Throwable failure;

		Waiting(ParallelPool pool) {
			assertThat(pool).isNotNull();
		}

		@Override
		public void close() throws Exception {
			CountDownLatch ended = new CountDownLatch(1);
			this.task.whenComplete((value, error) -> {
				this.failure = error;
				ended.countDown();
			});
			assertThat(ended.await(50, TimeUnit.SECONDS)).isTrue();
		}

	}

	@Test
	void springsTestsPauseAndRestartPoolsBetweenThem(CapturedOutput output) throws Exception {
		TestContextManager first = new TestContextManager(First.class);
		TestContextManager second = new TestContextManager(Second.class);
		first.beforeTestClass();
		ApplicationContext one = first.getTestContext().getApplicationContext();
		ParallelPool pool = one.getBean(ParallelPool.class);
		Long before = pool.submit(() -> ProcessHandle.current().pid()).get(50, TimeUnit.SECONDS);
		first.afterTestClass();
		second.beforeTestClass();
		second.getTestContext().getApplicationContext();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThat(ProcessHandle.of(before)).isEmpty();
		second.afterTestClass();
		TestContextManager again = new TestContextManager(First.class);
		again.beforeTestClass();
		assertThat(again.getTestContext().getApplicationContext()).isSameAs(one);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		assertThat(pool.submit(() -> ProcessHandle.current().pid()).get(50, TimeUnit.SECONDS)).isNotEqualTo(before);
		again.afterTestClass();
		again.getTestContext().markApplicationContextDirty(null);
		second.getTestContext().markApplicationContextDirty(null);
		assertThat(output).doesNotContain("WARN");
	}

	@SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "parallel.pools.one.kind=process")
	static class First {

	}

	@SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = "parallel.pools.two.kind=process")
	static class Second {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, ParallelAutoConfiguration.class })
	static class Application {

	}

}
