package io.github.parallelpools.adapter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.github.parallelpools.adapter.reactor.ReactorPool;
import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Pools as sources of Reactor, on threads and on processes. */
@Timeout(120)
class ReactorPoolTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static void run(String kind, ContextConsumer<AssertableApplicationContext> test) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class))
			.withPropertyValues("parallel.pools.work.kind=" + kind, "parallel.pools.work.max-size=1",
					"parallel.pools.work.handler=" + Doubling.class.getName())
			.run(test);
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void valuesErrorsAndOrderAreThoseOfTheTasks(String kind) {
		run(kind, (context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			ReactorPool reactor = ReactorPool.of(pool);
			Mono<Integer> twice = reactor.submit(() -> 42);
			assertThat(pool.snapshot().totals().submitted()).isZero();
			assertThat(twice.block(PATIENCE)).isEqualTo(42);
			assertThat(twice.block(PATIENCE)).isEqualTo(42);
			assertThat(pool.snapshot().totals().submitted()).isEqualTo(2);
			assertThat(reactor.send(21, Integer.class).block(PATIENCE)).isEqualTo(42);
			assertThat(reactor.submit(() -> null).blockOptional(PATIENCE)).isEmpty();
			assertThatExceptionOfType(TaskFailedException.class)
				.isThrownBy(() -> reactor.submit(() -> Integer.parseInt("x")).block(PATIENCE))
				.withCauseInstanceOf(NumberFormatException.class);
			assertThat(reactor.map(Flux.range(0, 50), (number) -> 2 * number).collectList().block(PATIENCE))
				.isEqualTo(IntStream.range(0, 50).map((number) -> 2 * number).boxed().toList());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void cancellingTheSubscriptionEndsTheTask(String kind) {
		run(kind, (context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			Disposable subscription = ReactorPool.of(pool).submit(ReactorPoolTests::markAndHang).subscribe();
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> context.getBean(Parallel.class).map("marks").containsKey("begun"));
			subscription.dispose();
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> pool.snapshot().totals().cancelled() == 1 && pool.snapshot().size().busy() == 0);
			assertThat(ReactorPool.of(pool).submit(() -> 1).block(PATIENCE)).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = "thread")
	void noMoreItemsAreAskedForThanAreAtWork(String kind) {
		run(kind, (context) -> {
			AtomicInteger asked = new AtomicInteger();
			CountDownLatch open = new CountDownLatch(1);
			Flux<Integer> items = Flux.range(0, 1000).doOnNext((item) -> asked.incrementAndGet());
			List<Integer> results = new java.util.concurrent.CopyOnWriteArrayList<>();
			Disposable subscription = ReactorPool.of(context.getBean(ParallelPool.class)).map(items, (item) -> {
				open.await();
				return item;
			}).subscribe(results::add);
			assertThat(asked).hasValueBetween(1, 3);
			open.countDown();
			Awaitility.await().atMost(PATIENCE).until(subscription::isDisposed);
			assertThat(results).hasSize(1000).isSorted();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = "thread")
	void aRejectionIsAnError(String kind) {
		run(kind, (context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.stop();
			assertThatExceptionOfType(TaskRejectedException.class)
				.isThrownBy(() -> ReactorPool.of(pool).submit(() -> 1).block(PATIENCE));
		});
	}

	private static Integer markAndHang() throws InterruptedException {
		TaskContext.current().map("marks").put("begun", true);
		new CountDownLatch(1).await();
		return 1;
	}

	/** Handles items. */
	public static final class Doubling implements TaskHandler<Integer, Integer> {

		@Override
		public Integer handle(Integer item, TaskContext context) {
			return 2 * item;
		}

	}

}
