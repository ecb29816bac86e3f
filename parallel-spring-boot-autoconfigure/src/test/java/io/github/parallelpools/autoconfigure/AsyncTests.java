package io.github.parallelpools.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.task.TaskCancelledException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A method with {@code @Async} is a task of the pool that it names. */
class AsyncTests {

	private static final AtomicReference<Throwable> uncaught = new AtomicReference<>();

	private static final CountDownLatch begun = new CountDownLatch(1);

	private static final CountDownLatch interrupted = new CountDownLatch(1);

	private final ApplicationContextRunner runner = PoolContextRunner.with(TaskExecutionAutoConfiguration.class)
		.withUserConfiguration(Enabled.class);

	@Test
	void aMethodThatThrowsIsATaskThatFailedWhateverItReturns() {
		this.runner.withBean(Calls.class).withPropertyValues("parallel.pools.calls.max-size=2").run((context) -> {
			Calls calls = context.getBean(Calls.class);
			ParallelPool pool = context.getBean(ParallelPool.class);
			calls.nothing("fine");
			calls.nothing("bad");
			calls.viaAnnotation("bad");
			calls.swallows();
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> calls.future("bad").get(1, TimeUnit.MINUTES))
				.withCauseExactlyInstanceOf(IllegalArgumentException.class)
				.havingCause()
				.withMessage("bad");
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> calls.failedFuture().get(1, TimeUnit.MINUTES))
				.withCauseExactlyInstanceOf(IllegalStateException.class);
			assertThat(calls.future("good").get(1, TimeUnit.MINUTES)).isEqualTo("good");
			pool.join();
			PoolSnapshot.Totals totals = pool.snapshot().totals();
			assertThat(totals.failed()).isEqualTo(4);
			assertThat(totals.completed()).isEqualTo(3);
			assertThat(uncaught.get()).hasMessage("bad");
		});
	}

	@Test
	void aFutureEndsWithItsTaskAlsoIfThatNeverRan() {
		this.runner.withBean(Calls.class)
			.withPropertyValues("parallel.pools.calls.max-size=1", "parallel.pools.calls.queue.capacity=1",
					"parallel.pools.calls.queue.when-full=discard-oldest")
			.run((context) -> {
				Calls calls = context.getBean(Calls.class);
				ParallelPool pool = context.getBean(ParallelPool.class);
				CompletableFuture<String> running = calls.waiting();
				begun.await();
				CompletableFuture<String> discarded = calls.future("discarded");
				CompletableFuture<String> cancelled = calls.future("cancelled");
				assertThatExceptionOfType(TaskCancelledException.class)
					.isThrownBy(() -> discarded.get(1, TimeUnit.MINUTES));
				assertThat(cancelled.cancel(false)).isTrue();
				assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(cancelled::join);
				assertThat(pool.snapshot().queue().size()).isZero();
				assertThat(running.cancel(true)).isTrue();
				assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
			});
	}

	@Test
	void whatAnExecutedCommandThrowsReachesTheHandlerOfItsThread() {
		this.runner.withPropertyValues("parallel.pools.calls.max-size=1").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
			new PoolExecutor(pool).execute(() -> {
				Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> told.add(thrown));
				throw new IllegalStateException("executed");
			});
			assertThat(told.poll(1, TimeUnit.MINUTES)).hasMessage("executed");
			pool.join();
			assertThat(pool.snapshot().totals().failed()).isEqualTo(1);
		});
	}

	@Test
	void aPoolIsNamedAsItIsWrittenOrInCamelCase() {
		this.runner.withBean(Names.class).withPropertyValues("parallel.pools.io-bound.max-size=2").run((context) -> {
			Names names = context.getBean(Names.class);
			assertThat(names.written().get(1, TimeUnit.MINUTES)).startsWith("parallel-io-bound-");
			assertThat(names.camelCase().get(1, TimeUnit.MINUTES)).startsWith("parallel-io-bound-");
			assertThat(names.ofBean().get(1, TimeUnit.MINUTES)).startsWith("parallel-io-bound-");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void anExecutorOfTheApplicationGoesBeforeThePoolInCamelCase(String kind) {
		this.runner.withBean(Own.class)
			.withBean("ioBound", Executor.class, () -> (task) -> new Thread(task, "own").start())
			.withPropertyValues("parallel.pools.io-bound.max-size=2", "parallel.pools.io-bound.kind=" + kind)
			.run((context) -> assertThat(context.getBean(Own.class).camelCase().get(1, TimeUnit.MINUTES))
				.isEqualTo("own"));
	}

	@ParameterizedTest
	@ValueSource(classes = { OnMethod.class, OnClass.class, OnAnnotation.class, Placeholder.class, Inherited.class,
			CamelCase.class })
	void aPoolOfProcessesIsRefusedBeforeAnyBeanIsMade(Class<? extends Forking> type) {
		Forking.made = false;
		this.runner.withBean("caller", type)
			.withPropertyValues("parallel.pools.forked-ones.kind=process", "where=forked-ones")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(Forking.made).isFalse();
				assertRefused(context.getStartupFailure());
			});
	}

	@Test
	void aPoolOfProcessesIsRefusedAlsoIfOnlyTheMadeBeanShowsTheMethod() {
		this.runner.withUserConfiguration(BehindInterface.class)
			.withPropertyValues("parallel.pools.forked-ones.kind=process")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertRefused(context.getStartupFailure());
			});
	}

	@Test
	void whatNamesAnotherExecutorOrNoneIsNotRefused() {
		this.runner.withBean(Calls.class)
			.withBean(Plain.class)
			.withPropertyValues("parallel.pools.calls.max-size=2", "parallel.pools.forked-ones.kind=process",
					"parallel.pools.forked-ones.auto-start=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void assertRefused(Throwable failure) {
		MockEnvironment environment = new MockEnvironment().withProperty("parallel.pools.forked-ones.kind", "process");
		FailureAnalysis analysis = new PoolConfigurationFailureAnalyzer(environment).analyze(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains("Pool 'forked-ones' can't be made",
				"Property: parallel.pools.forked-ones.kind", ".fork' of bean 'caller'");
		assertThat(analysis.getAction()).contains("Use 'kind: thread' or 'virtual'");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Enabled implements AsyncConfigurer {

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return (ex, method, args) -> uncaught.set(ex);
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Async("calls")
	@interface OnCalls {

	}

	static class Calls {

		@Async("calls")
		public void nothing(String text) {
			check(text);
		}

		@OnCalls
		public void viaAnnotation(String text) {
			check(text);
		}

		@Async("calls")
		public void swallows() {
			try {
				check("bad");
			}
			catch (IllegalArgumentException ex) {
				// Nothing follows from it.
			}
		}

		@Async("calls")
		public CompletableFuture<String> future(String text) {
			check(text);
			return CompletableFuture.completedFuture(text);
		}

		@Async("calls")
		public CompletableFuture<String> failedFuture() {
			return CompletableFuture.failedFuture(new IllegalStateException("later"));
		}

		@Async("calls")
		public CompletableFuture<String> waiting() throws InterruptedException {
			begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			finally {
				interrupted.countDown();
			}
			return CompletableFuture.completedFuture("");
		}

		private static void check(String text) {
			if (text.equals("bad")) {
				throw new IllegalArgumentException(text);
			}
		}

	}

	abstract static class Forking {

		static boolean made;

		Forking() {
			made = true;
		}

	}

	interface Forker {

		void fork();

	}

	static class OnMethod extends Forking implements Forker {

		@Override
		@Async("forked-ones")
		public void fork() {
		}

	}

	@Async("forked-ones")
	static class OnClass extends Forking {

		public void fork() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Async("forked-ones")
	@interface Forked {

	}

	@Forked
	static class OnAnnotation extends Forking {

		public void fork() {
		}

	}

	static class Placeholder extends Forking {

		@Async("${where}")
		public void fork() {
		}

	}

	static class Inherited extends OnMethod {

	}

	static class CamelCase extends Forking {

		@Async("forkedOnes")
		public void fork() {
		}

	}

	static class Own {

		@Async("ioBound")
		CompletableFuture<String> camelCase() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	static class Names {

		@Async("io-bound")
		public CompletableFuture<String> written() {
			return thread();
		}

		@Async("ioBound")
		public CompletableFuture<String> camelCase() {
			return thread();
		}

		@Async("ioBoundPoolExecutor")
		public CompletableFuture<String> ofBean() {
			return thread();
		}

		private static CompletableFuture<String> thread() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	/** Its name is that of no pool. */
	static class Plain {

		@Async
		public void run() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BehindInterface {

		@Bean
		Forker caller() {
			return new OnMethod();
		}

	}

}
