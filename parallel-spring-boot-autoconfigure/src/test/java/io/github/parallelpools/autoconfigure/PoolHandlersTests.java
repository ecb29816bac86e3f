package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Handlers and listeners are found by name, made late, and told once. */
class PoolHandlersTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	@Test
	void aBeanHandlesItems() {
		this.runner.withBean("greeter", Greeter.class)
			.withPropertyValues("parallel.pools.greetings.handler=greeter",
					"parallel.pools.greetings.args.greeting=Hello")
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), "World")).isEqualTo("Hello World"));
	}

	@Test
	void aClassHandlesItemsAndIsMadeOncePerPoolWithItsDependenciesAndClosedWithThePool() {
		CountingHandler.made.set(0);
		CountingHandler.closed.set(0);
		this.runner.withBean(StringBuilder.class, () -> new StringBuilder("injected"))
			.withPropertyValues("parallel.pools.one.handler=" + CountingHandler.class.getName(),
					"parallel.pools.two.handler=" + CountingHandler.class.getName())
			.run((context) -> {
				for (int i = 0; i < 5; i++) {
					assertThat(send(context.getBean("one", ParallelPool.class), i)).isEqualTo("injected");
					assertThat(send(context.getBean("two", ParallelPool.class), i)).isEqualTo("injected");
				}
				assertThat(CountingHandler.made).hasValue(2);
				assertThat(CountingHandler.closed).hasValue(0);
			});
		assertThat(CountingHandler.closed).hasValue(2);
	}

	@Test
	void aHandlerMayInjectItsOwnPool() {
		this.runner.withBean("recursive", RecursiveHandler.class)
			.withPropertyValues("parallel.pools.numbers.handler=recursive")
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), 3)).isEqualTo("done"));
	}

	@Test
	void aLazyHandlerIsMadeWhenThePoolStartsAndNotBefore() {
		this.runner.withUserConfiguration(OfLazyHandler.class)
			.withPropertyValues("parallel.pools.one.handler=lazyHandler", "parallel.pools.one.auto-start=false")
			.run((context) -> {
				assertThat(context.getBeanFactory().containsSingleton("lazyHandler")).isFalse();
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.start();
				assertThat(send(pool, "x")).isEqualTo("null x");
			});
	}

	@Test
	void aHandlerThatCanNotBeMadeEndsTheStartOfTheApplication() {
		this.runner.withPropertyValues("parallel.pools.one.handler=" + CountingHandler.class.getName())
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("java.lang.StringBuilder"));
	}

	@Test
	void portabilityIsVerifiedWhereAskedFor() {
		this.runner.withPropertyValues("parallel.pools.one.verify-portable=true", "parallel.pools.two.max-size=1")
			.run((context) -> {
				Object notSerializable = new Object();
				ParallelPool one = context.getBean("one", ParallelPool.class);
				assertThatExceptionOfType(TaskNotPortableException.class)
					.isThrownBy(() -> one.submit(() -> notSerializable.hashCode()));
				assertThat(one.submit(() -> "fine").get(60, TimeUnit.SECONDS)).isEqualTo("fine");
				assertThat(context.getBean("two", ParallelPool.class)
					.submit(() -> notSerializable.hashCode())
					.get(60, TimeUnit.SECONDS)).isEqualTo(notSerializable.hashCode());
			});
	}

	@Test
	void aCallbackIsToldOfItsPoolAndOtherListenersOfAllEachOnce() {
		this.runner.withUserConfiguration(OfListeners.class)
			.withPropertyValues("parallel.pools.one.callback=callback", "parallel.pools.two.max-size=1")
			.run((context) -> {
				context.getBean("one", ParallelPool.class).submit(() -> 1).get(60, TimeUnit.SECONDS);
				context.getBean("two", ParallelPool.class).submit(() -> 2).get(60, TimeUnit.SECONDS);
				List<String> callback = context.getBean("callback", Recorder.class).ends;
				List<String> listener = context.getBean("listener", Recorder.class).ends;
				Awaitility.await().until(() -> callback.size() + listener.size() >= 3);
				assertThat(callback).containsExactly("one 00000 1");
				assertThat(listener).containsExactlyInAnyOrder("one 00000 1", "two 00000 2");
			});
	}

	@Test
	void aCallbackMayBeALambdaThatIsToldOfItsPoolOnly() {
		this.runner.withUserConfiguration(OfCallback.class)
			.withPropertyValues("parallel.pools.one.callback=lambda", "parallel.pools.two.max-size=1")
			.run((context) -> {
				context.getBean("two", ParallelPool.class).submit(() -> 2).get(60, TimeUnit.SECONDS);
				context.getBean("one", ParallelPool.class).submit(() -> 1).get(60, TimeUnit.SECONDS);
				List<String> ends = context.getBean(OfCallback.class).ends;
				Awaitility.await().until(() -> !ends.isEmpty());
				assertThat(ends).containsExactly("one 00000 1");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OfCallback {

		private final List<String> ends = new CopyOnWriteArrayList<>();

		@Bean
		TaskCallback<Object> lambda() {
			return (id, pool, result, value) -> this.ends.add(pool + " " + result.code() + " " + value);
		}

	}

	@Test
	void aListenerMayInjectPools() {
		this.runner.withBean("callback", ListenerWithPool.class)
			.withPropertyValues("parallel.pools.one.callback=callback")
			.run((context) -> {
				context.getBean(ParallelPool.class).submit(() -> 1).get(60, TimeUnit.SECONDS);
				Awaitility.await().until(() -> context.getBean(ListenerWithPool.class).ends.get() == 1);
			});
	}

	@Test
	void theHandlerOfProcessesIsTheUserClassOfTheBean() {
		this.runner.withUserConfiguration(OfProxiedConfiguration.class).run((context) -> {
			PoolHandlers handlers = context.getBean(PoolHandlers.class);
			ConfiguredPool byBean = new ConfiguredPool(PoolPropertiesFixture.name("one"),
					PoolPropertiesFixture.of("kind=process", "handler=greeter"));
			ConfiguredPool byClass = new ConfiguredPool(PoolPropertiesFixture.name("one"),
					PoolPropertiesFixture.of("kind=process", "handler=" + Hidden.class.getName()));
			handlers.check(byBean);
			handlers.check(byClass);
			assertThat(handlers.className(byBean)).isEqualTo(Greeter.class.getName());
			assertThat(handlers.className(byClass)).isEqualTo(Hidden.class.getName());
			assertThat(context.getBeanFactory().containsSingleton("greeter")).isFalse();
		});
	}

	private static @Nullable Object send(ParallelPool pool, Object item)
			throws InterruptedException, ExecutionException, TimeoutException {
		return pool.send(item).get(60, TimeUnit.SECONDS);
	}

	static class Greeter implements TaskHandler<Object, String> {

		@Override
		public String handle(Object item, TaskContext context) {
			return context.args().get("greeting") + " " + item;
		}

	}

	private static final class Hidden extends Greeter {

		private Hidden() {
		}

	}

	static class CountingHandler implements TaskHandler<Object, String>, AutoCloseable {

		static final AtomicInteger made = new AtomicInteger();

		static final AtomicInteger closed = new AtomicInteger();

		private final StringBuilder dependency;

		CountingHandler(StringBuilder dependency) {
			this.dependency = dependency;
			made.incrementAndGet();
		}

		@Override
		public String handle(Object item, TaskContext context) {
			return this.dependency.toString();
		}

		@Override
		public void close() {
			closed.incrementAndGet();
		}

	}

	static class RecursiveHandler implements TaskHandler<Integer, String> {

		private final ParallelPool pool;

		RecursiveHandler(ParallelPool numbers) {
			this.pool = numbers;
		}

		@Override
		public String handle(Integer item, TaskContext context) throws Exception {
			return (item == 0) ? "done" : this.pool.send(item - 1, String.class).get(60, TimeUnit.SECONDS);
		}

	}

	static class Recorder implements TaskListener {

		final List<String> ends = new CopyOnWriteArrayList<>(new ArrayList<>());

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.ends.add(pool + " " + result.code() + " " + value);
		}

	}

	static class ListenerWithPool implements TaskListener {

		final AtomicInteger ends = new AtomicInteger();

		ListenerWithPool(ParallelPool one) {
			assertThat(one).isNotNull();
		}

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.ends.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfListeners {

		@Bean
		Recorder callback() {
			return new Recorder();
		}

		@Bean
		Recorder listener() {
			return new Recorder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLazyHandler {

		@Bean
		@Lazy
		Greeter lazyHandler() {
			return new Greeter();
		}

	}

	@Configuration
	static class OfProxiedConfiguration {

		@Bean
		@Lazy
		Greeter greeter() {
			return new Greeter();
		}

	}

}
