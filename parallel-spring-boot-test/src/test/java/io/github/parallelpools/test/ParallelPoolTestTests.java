package io.github.parallelpools.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskNotPortableException;

import static io.github.parallelpools.test.PoolAssertions.assertThatPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** An application whose tests say what its pools are like. */
@SpringBootTest(classes = ParallelPoolTestTests.Application.class,
		properties = { "parallel.pools.threads.max-size=2", "parallel.pools.threads.min-size=2",
				"parallel.pools.io-bound.kind=process", "parallel.pools.io-bound.handler=handler",
				"parallel.pools.io-bound.recycle.max-memory=100MB", "parallel.pools.io-bound.process.verify=true",
				"parallel.pools.My.kind=process", "parallel.pools[dotted.name].kind=process",
				"parallel.pools.copied.shadow.share=100%", "parallel.pools.copied.shadow.repeatable=true",
				"parallel.pools.fetching.handler=handler", "parallel.pools.fetching.queue.source=items" })
@ParallelPoolTest
class ParallelPoolTestTests {

	@Autowired
	private ApplicationContext context;

	@DynamicPropertySource
	static void kinds(DynamicPropertyRegistry properties) {
		properties.add("parallel.pools.dynamic.kind", () -> "process");
	}

	private ParallelPool pool(String name) {
		return this.context.getBean(name, ParallelPool.class);
	}

	@Test
	void poolsOfThreadsAndOfProcessesRunTasksInTheCaller() {
		for (String name : List.of("threads", "io-bound", "My", "dotted.name")) {
			assertThat(pool(name).submit(() -> ProcessHandle.current().pid()))
				.isCompletedWithValue(ProcessHandle.current().pid());
			assertThat(pool(name).workers()).isEmpty();
			assertThatPool(pool(name)).isBalanced();
		}
		assertThat(pool("threads").submit(() -> Thread.currentThread().getId()))
			.isCompletedWithValue(Thread.currentThread().getId());
	}

	@Test
	void aPoolIsInlineWhoseKindIsADynamicProperty() {
		assertThat(pool("dynamic").submit(() -> ProcessHandle.current().pid()))
			.isCompletedWithValue(ProcessHandle.current().pid());
	}

	@Test
	void noCopyOfATaskRunsBesideTheTest() {
		assertThat(pool("copied").submit(() -> 1)).isCompletedWithValue(1);
		assertThat(this.context.getBean(Parallel.class).shadow("copied")).map(ShadowReport::sampled).contains(0L);
	}

	@Test
	void theHandlerIsTheBean() {
		Handler handler = this.context.getBean(Handler.class);
		assertThat(pool("io-bound").send("item", String.class)).isCompletedWithValue("item was handled");
		assertThat(handler.items).contains("item");
	}

	@Test
	void whatWouldNotTravelToAProcessIsStillRefused() {
		Object local = new Object();
		assertThatExceptionOfType(TaskNotPortableException.class)
			.isThrownBy(() -> pool("io-bound").submit(local::hashCode));
		assertThat(pool("threads").submit(local::hashCode)).isCompletedWithValue(local.hashCode());
	}

	@Test
	void aPoolThatFetchesItsOwnWorkHasWorkers() {
		Handler handler = this.context.getBean(Handler.class);
		this.context.getBean("items", BlockingQueue.class).add("fetched");
		await().until(() -> handler.items.contains("fetched"));
	}

	@Nested
	@ParallelPoolTest(inline = false)
	class WithWorkers {

		@Autowired
		private ParallelPool threads;

		@Test
		void poolsAreAsTheyAreConfigured() throws Exception {
			long caller = Thread.currentThread().getId();
			assertThat(this.threads.submit(() -> Thread.currentThread().getId() == caller).get()).isFalse();
			assertThat(this.threads.workers()).hasSize(2);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class Application {

		@Bean
		Handler handler() {
			return new Handler();
		}

		@Bean
		BlockingQueue<Object> items() {
			return new LinkedBlockingQueue<>();
		}

	}

	static final class Handler implements TaskHandler<String, String> {

		private final List<String> items = java.util.Collections.synchronizedList(new ArrayList<>());

		@Override
		public String handle(String item, io.github.parallelpools.task.TaskContext context) {
			this.items.add(item);
			return item + " was handled";
		}

	}

}
