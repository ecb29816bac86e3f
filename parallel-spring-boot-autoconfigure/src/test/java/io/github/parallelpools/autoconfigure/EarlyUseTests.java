package io.github.parallelpools.autoconfigure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.worker.thread.LoopThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Beans use pools while the application's beans are made: it works or is explained. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class EarlyUseTests {

	private static final String HANGS = "The application is not up yet";

	private static ApplicationContextRunner with(WorkerKind kind, Class<?> configuration) {
		return PoolContextRunner.with()
			.withPropertyValues("parallel.pools.one.kind=" + kind)
			.withUserConfiguration(configuration);
	}

	private static <T> T get(Future<T> future) {
		try {
			return future.get(50, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("There is no result", ex);
		}
	}

	/** Has another thread call, and waits for it as a maker of a bean may. */
	private static <T> T elsewhere(Callable<T> call) {
		ExecutorService other = Executors.newSingleThreadExecutor();
		Future<T> result = other.submit(call);
		other.shutdown();
		return get(result);
	}

	private static Used use(ParallelPool pool) {
		return get(pool.submit(() -> new Used(1)));
	}

	/** A bean that could be made as a pool worked. */
	record Used(int by) implements java.io.Serializable {
	}

	/** A bean that others need. */
	record Needed() {
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void twoThreadsUseAPoolFirst(WorkerKind kind) {
		with(kind, TwoThreads.class).withPropertyValues("parallel.pools.one.handler=" + Twice.class.getName())
			.run((context) -> {
				assertThat(context.getBean(Used.class).by()).isEqualTo(86);
				assertThat(context.getBean("one", ParallelPool.class).snapshot().totals().completed()).isEqualTo(2);
			});
	}

	static class Twice implements TaskHandler<Integer, Integer> {

		@Override
		public Integer handle(Integer item, TaskContext context) {
			return 2 * item;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoThreads {

		@Bean
		Used used(ParallelPool one) {
			CyclicBarrier together = new CyclicBarrier(2);
			ExecutorService others = Executors.newFixedThreadPool(2);
			List<Future<Integer>> results = List.of(21, 22).stream().map((item) -> others.submit(() -> {
				together.await();
				return get(one.send(item, Integer.class));
			})).toList();
			others.shutdown();
			return new Used(results.stream().mapToInt(EarlyUseTests::get).sum());
		}

	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aListenerThatUsesItsPoolWhileItIsMadeIsTold(WorkerKind kind) {
		with(kind, OwnListener.class).run((context) -> assertExplained(context, "earlyUseTests.OwnListener"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnListener implements TaskListener, InitializingBean {

		private final ParallelPool one;

		OwnListener(ParallelPool one) {
			this.one = one;
		}

		@Override
		public void afterPropertiesSet() {
			use(this.one);
		}

	}

	@Test
	void aBeanWhosePoolNeedsItForItsHandlerIsTold() {
		with(WorkerKind.THREAD, NeedingHandler.class).withPropertyValues("parallel.pools.one.handler=needing")
			.run((context) -> assertExplained(context, "used"));
	}

	@Configuration(proxyBeanMethods = false)
	static class NeedingHandler {

		@Bean
		Used used(ParallelPool one) {
			return use(one);
		}

		@Bean
		TaskHandler<Integer, Integer> needing(Used used) {
			return (item, context) -> item;
		}

	}

	private static void assertExplained(AssertableApplicationContext context, String bean) {
		FailureAnalysis analysis = new EarlyUseFailureAnalyzer().analyze(context.getStartupFailure());
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).startsWith(
				"Pool 'one' can't start with its first task, which comes while beans are made: its handler or a listener is or needs the bean '%s'"
					.formatted(bean));
		assertThat(analysis.getAction()).contains("ApplicationRunner");
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void anotherThreadUsesAPoolFirstWhileABeanWaitsForIt(WorkerKind kind) {
		with(kind, AnotherThread.class).run((context) -> assertThat(context).hasSingleBean(Used.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class AnotherThread {

		@Bean
		Used used(ParallelPool one) {
			return elsewhere(() -> use(one));
		}

		@Bean
		TaskListener listener(Needed needed) {
			return new TaskListener() {
			};
		}

		@Bean
		Needed needed() {
			return new Needed();
		}

	}

	@Test
	void aTaskGetsABeanThatIsNotMadeYet() {
		with(WorkerKind.THREAD, AskingTask.class).run((context) -> assertThat(context).hasSingleBean(Used.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class AskingTask {

		@Bean
		Used used(ParallelPool one, BeanFactory beans) {
			return get(one.submit(() -> {
				beans.getBean(Needed.class);
				return new Used(1);
			}));
		}

		@Bean
		Needed needed() {
			return new Needed();
		}

	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "VIRTUAL" })
	void aTaskThatNeedsTheBeanThatWaitsForItDoesNotHangInSilence(WorkerKind kind, CapturedOutput output) {
		assumeTrue(kind != WorkerKind.VIRTUAL || LoopThreads.isVirtualSupported());
		with(kind, WaitedFor.class).withBean(CapturedOutput.class, () -> output)
			.withBean(StartWatch.class, () -> new StartWatch(Duration.ofMillis(50)))
			.run((context) -> {
				Used used = context.getBean(Used.class);
				assertThat(get(context.getBean(WaitedFor.class).task.get())).isSameAs(used);
				assertThat(output).containsOnlyOnce(HANGS).contains("or longer task 'one-");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class WaitedFor {

		private final AtomicReference<Future<Used>> task = new AtomicReference<>();

		@Bean
		Used used(ParallelPool one, BeanFactory beans, CapturedOutput output) {
			this.task.set(one.submit(() -> beans.getBean(Used.class)));
			Awaitility.await().until(() -> output.toString().contains(HANGS));
			return new Used(1);
		}

	}

	@Test
	void anotherThreadsPoolThatNeedsTheBeanThatWaitsForItDoesNotHangInSilence(CapturedOutput output) {
		with(WorkerKind.THREAD, NeedingListener.class).withBean(CapturedOutput.class, () -> output)
			.withBean(StartWatch.class, () -> new StartWatch(Duration.ofMillis(50)))
			.run((context) -> {
				assertThat(get(context.getBean(NeedingListener.class).task.get())).isEqualTo(new Used(1));
				assertThat(output).containsOnlyOnce(HANGS)
					.contains("or longer the start of pool 'one' by thread '")
					.contains("org.springframework.beans.factory.support.DefaultSingletonBeanRegistry.getSingleton");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class NeedingListener {

		private final AtomicReference<Future<Used>> task = new AtomicReference<>();

		@Bean
		Used used(ParallelPool one, CapturedOutput output) {
			ExecutorService other = Executors.newSingleThreadExecutor();
			this.task.set(other.submit(() -> use(one)));
			other.shutdown();
			Awaitility.await().until(() -> output.toString().contains(HANGS));
			return new Used(1);
		}

		@Bean
		TaskListener listener(Used used) {
			return new TaskListener() {
			};
		}

	}

	@Test
	void aTaskThatIsBusyIsNoHang(CapturedOutput output) {
		with(WorkerKind.THREAD, Busy.class).withBean(StartWatch.class, () -> new StartWatch(Duration.ofMillis(1)))
			.run((context) -> {
				assertThat(context).hasSingleBean(Used.class);
				assertThat(output).doesNotContain(HANGS);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Busy {

		@Bean
		Used used(ParallelPool one) {
			return get(one.submit(() -> {
				Awaitility.await().until(() -> waitsOf("parallel-start-watch") > 5);
				return new Used(1);
			}));
		}

	}

	/** How many times a thread has waited, between which it has worked. */
	private static long waitsOf(String thread) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
			.filter((info) -> info != null && info.getThreadName().equals(thread))
			.mapToLong(ThreadInfo::getWaitedCount)
			.sum();
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void beansThatAreMadeInTheBackgroundUseAPool(WorkerKind kind) {
		with(kind, Background.class).run((context) -> assertThat(context).getBeans(Used.class).hasSize(2));
	}

	@Configuration(proxyBeanMethods = false)
	static class Background {

		@Bean
		SimpleAsyncTaskExecutor bootstrapExecutor() {
			return new SimpleAsyncTaskExecutor("bootstrap-");
		}

		@Bean(bootstrap = Bean.Bootstrap.BACKGROUND)
		@DependsOn({ "one", "listener" })
		Used first(ParallelPool one) {
			return use(one);
		}

		@Bean(bootstrap = Bean.Bootstrap.BACKGROUND)
		@DependsOn({ "one", "listener" })
		Used second(ParallelPool one) {
			return use(one);
		}

		@Bean
		TaskListener listener() {
			return new TaskListener() {
			};
		}

	}

	@Test
	void aBeanInTheBackgroundIsToldOfTheListenerThatItNeeds() {
		with(WorkerKind.THREAD, BackgroundWithoutListener.class).run((context) -> assertExplained(context, "listener"));
	}

	@Configuration(proxyBeanMethods = false)
	static class BackgroundWithoutListener {

		private final CountDownLatch tried = new CountDownLatch(1);

		@Bean
		SimpleAsyncTaskExecutor bootstrapExecutor() {
			return new SimpleAsyncTaskExecutor("bootstrap-");
		}

		@Bean(bootstrap = Bean.Bootstrap.BACKGROUND)
		@DependsOn("one")
		Used used(ParallelPool one) {
			try {
				return use(one);
			}
			finally {
				this.tried.countDown();
			}
		}

		@Bean
		Needed beforeListener() throws InterruptedException {
			this.tried.await();
			return new Needed();
		}

		@Bean
		TaskListener listener() {
			return new TaskListener() {
			};
		}

	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aPoolIsInjectedLazily(WorkerKind kind) {
		with(kind, Lazily.class).run((context) -> assertThat(context).getBeans(Used.class).hasSize(2));
	}

	@Configuration(proxyBeanMethods = false)
	static class Lazily {

		@Bean
		Used first(@Lazy ParallelPool one) {
			return elsewhere(() -> use(one));
		}

		@Bean
		@DependsOn("one")
		Used second(ObjectProvider<ParallelPool> pools) {
			return use(pools.getObject());
		}

	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aBeanPostProcessorUsesAPool(WorkerKind kind) {
		with(kind, PostProcessors.class).run((context) -> assertThat(context).hasSingleBean(Needed.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class PostProcessors {

		@Bean
		static BeanPostProcessor first(ParallelPool one) {
			use(one);
			return new BeanPostProcessor() {
			};
		}

		@Bean
		static BeanPostProcessor second(ParallelPool one) {
			elsewhere(() -> use(one));
			return new BeanPostProcessor() {
			};
		}

		@Bean
		static TaskListener listener(Needed needed) {
			return new TaskListener() {
			};
		}

		@Bean
		static Needed needed() {
			return new Needed();
		}

	}

}
