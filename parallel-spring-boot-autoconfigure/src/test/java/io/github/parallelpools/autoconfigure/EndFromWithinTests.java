package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Who closes the application in a task, or when he is told of the end of one, is not
 * waited for: if he were, these applications would take hours to close.
 */
@Timeout(90)
class EndFromWithinTests {

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.web(WebApplicationType.NONE)
		.properties("parallel.shutdown-timeout=2h", "spring.lifecycle.timeout-per-shutdown-phase=3h",
				"parallel.defaults.kill-grace=1h", "parallel.pools.process.kind=process",
				"parallel.pools.thread.kind=thread", "spring.main.banner-mode=off")
		.run();

	private final Closing closing = this.context.getBean(Closing.class);

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class Application {

		@Bean
		Closing closing() {
			return new Closing();
		}

	}

	/** Closes the application when it is told of the end of a task, if it is to. */
	static final class Closing implements TaskListener {

		private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

		private volatile @Nullable ConfigurableApplicationContext toClose;

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			ConfigurableApplicationContext context = this.toClose;
			if (context != null) {
				close(context);
			}
		}

		private int close(ConfigurableApplicationContext context) {
			this.toClose = null;
			context.close();
			this.closed.complete(!Thread.currentThread().isInterrupted());
			return 1;
		}

	}

	private void assertClosed() throws Exception {
		assertThat(this.closing.closed.get(60, TimeUnit.SECONDS)).as("closed without an interrupt").isTrue();
		assertThat(this.context.isActive()).isFalse();
	}

	private ParallelPool pool(String name) {
		return this.context.getBean(name, ParallelPool.class);
	}

	@Test
	void aTaskCloses() throws Exception {
		TaskFuture<Integer> future = pool("thread").submit(() -> this.closing.close(this.context));
		assertClosed();
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.withMessageContaining("it ended the application");
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void aListenerCloses(String pool) throws Exception {
		this.closing.toClose = this.context;
		assertThat(pool(pool).submit(() -> "ended").get()).isEqualTo("ended");
		assertClosed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void aDependentCloses(String pool) throws Exception {
		CompletableFuture<Integer> dependent = pool(pool).submit(() -> 1)
			.thenApply((value) -> this.closing.close(this.context));
		assertThat(dependent.get(60, TimeUnit.SECONDS)).isEqualTo(1);
		assertClosed();
	}

	@ParameterizedTest
	@ValueSource(strings = { "THREAD", "PROCESS" })
	void theDependentOfAStandaloneTaskCloses(WorkerKind kind) throws Exception {
		this.context.getBean(Parallel.class)
			.<Integer, Integer>task((item, task) -> item + 1)
			.kind(kind)
			.build()
			.start(1)
			.thenApply((value) -> this.closing.close(this.context));
		assertClosed();
	}

	@Test
	void aStandaloneTaskCloses() throws Exception {
		this.context.getBean(Parallel.class)
			.<Integer, Integer>task((item, task) -> this.closing.close(this.context))
			.kind(WorkerKind.THREAD)
			.build()
			.start(1);
		assertClosed();
	}

	@Test
	void aStandaloneTaskThatWouldWaitForItselfIsToldSo() throws Exception {
		AtomicReference<ParallelTask<Integer, Integer>> self = new AtomicReference<>();
		CompletableFuture<List<Throwable>> thrown = new CompletableFuture<>();
		self.set(this.context.getBean(Parallel.class).<Integer, Integer>task((item, task) -> {
			ParallelTask<Integer, Integer> own = self.get();
			thrown.complete(List.of(catchThrowable(() -> own.pause(Duration.ofHours(1))),
					catchThrowable(() -> own.stop(Duration.ofHours(1))), catchThrowable(own::join)));
			return item;
		}).kind(WorkerKind.THREAD).build());
		self.get().start(1);
		assertThat(thrown.get(60, TimeUnit.SECONDS)).hasSize(3).hasOnlyElementsOfType(PoolStateException.class);
		self.get().join();
		assertThat(this.context.getBean(Parallel.class).tasks()).isEmpty();
		this.context.close();
	}

	@Test
	void twoTasksClose() throws Exception {
		CountDownLatch both = new CountDownLatch(2);
		CompletableFuture<?> one = new CompletableFuture<>();
		for (int i = 0; i < 2; i++) {
			pool("thread").submit(() -> {
				both.countDown();
				both.await();
				this.context.close();
				one.complete(null);
				return null;
			});
		}
		one.get(60, TimeUnit.SECONDS);
		await().until(() -> !this.context.isActive());
	}

	@Test
	void whoIsRefusedWhileTheApplicationClosesIsToldSo() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch running = new CountDownLatch(1);
		ParallelPool pool = pool("thread");
		pool.submit(() -> {
			running.countDown();
			release.await();
			return null;
		});
		running.await();
		Thread closer = new Thread(this.context::close);
		closer.start();
		await().until(() -> !pool.state().acceptsTasks());
		try {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> pool.submit(() -> "late"))
				.withMessageContaining("the application is closing")
				.withMessageNotContaining("again");
		}
		finally {
			release.countDown();
			closer.join(Duration.ofSeconds(60).toMillis());
		}
		assertThat(closer.isAlive()).isFalse();
	}

}
