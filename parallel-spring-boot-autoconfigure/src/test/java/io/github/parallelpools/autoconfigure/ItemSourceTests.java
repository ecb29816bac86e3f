package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.Delivery;
import io.github.parallelpools.pool.ItemSource;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A bean gives items to a pool and is told how each ends. */
@Timeout(60)
class ItemSourceTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withUserConfiguration(Application.class)
		.withPropertyValues("parallel.pools.mail.handler=clerk", "parallel.pools.mail.queue.source=office",
				"parallel.pools.mail.max-size=2");

	@Test
	void theSourceIsToldOfEachEndBeforeListenersAre() {
		this.runner.run((context) -> {
			Office office = context.getBean(Office.class);
			office.letters.addAll(List.of("Ada", "broken"));
			await().until(() -> office.told.size() == 4);
			assertThat(office.told).containsSubsequence("Ada: Succeeded", "told 00000")
				.containsSubsequence("broken: Failed", "told 21399");
		});
	}

	@Test
	void theSourceIsToldOfAnItemThatCanNotBeHad() {
		this.runner.run((context) -> {
			Office office = context.getBean(Office.class);
			office.letters.addAll(List.of("unreadable", "empty", "Ada"));
			await().until(() -> office.told.size() == 6);
			assertThat(office.told).containsSubsequence("unreadable: Failed", "told 21399")
				.containsSubsequence("empty: Failed", "told 21399")
				.contains("Ada: Succeeded");
		});
	}

	@Test
	void onlyIdleWorkersAsk() {
		this.runner.run((context) -> {
			Office office = context.getBean(Office.class);
			office.letters.addAll(List.of("held", "held", "Ada"));
			await().until(() -> office.held.getCount() == 0);
			ParallelPool pool = context.getBean("mail", ParallelPool.class);
			assertThat(pool.snapshot().size().busy()).isEqualTo(2);
			assertThat(office.letters).containsExactly("Ada");
			office.gate.countDown();
			await().until(() -> office.told.contains("Ada: Succeeded"));
		});
	}

	@Test
	void whatTheApplicationDidNotEndIsToldOfAsCancelled() {
		Office[] closed = new Office[1];
		this.runner.withPropertyValues("parallel.shutdown-timeout=0s").run((context) -> {
			Office office = context.getBean(Office.class);
			closed[0] = office;
			office.letters.addAll(List.of("held", "held"));
			await().until(() -> office.held.getCount() == 0);
		});
		await().untilAsserted(() -> assertThat(closed[0].told).filteredOn("held: Cancelled"::equals).hasSize(2));
	}

	@Test
	void aSourceThatFailsIsAskedAgain() {
		this.runner.run((context) -> {
			Office office = context.getBean(Office.class);
			office.burns.set(true);
			// A worker that waited for a letter before would take it without a failure.
			await().until(() -> !office.burns.get());
			office.letters.add("Ada");
			await().until(() -> office.told.contains("Ada: Succeeded"));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Office office() {
			return new Office();
		}

		@Bean
		TaskHandler<String, String> clerk(Office office) {
			return office::sort;
		}

	}

	/** Has letters and hears what became of them. */
	static class Office implements ItemSource, TaskListener {

		final BlockingQueue<String> letters = new LinkedBlockingQueue<>();

		final List<String> told = new CopyOnWriteArrayList<>();

		final CountDownLatch held = new CountDownLatch(2);

		final CountDownLatch gate = new CountDownLatch(1);

		final AtomicBoolean burns = new AtomicBoolean();

		@Override
		public @Nullable Delivery poll(Duration timeout) throws InterruptedException {
			if (this.burns.getAndSet(false)) {
				throw new IllegalStateException("It burns");
			}
			String letter = this.letters.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
			return (letter != null) ? new Letter(letter) : null;
		}

		String sort(String letter, TaskContext context) throws InterruptedException {
			if (letter.equals("broken")) {
				throw new IllegalArgumentException("No address");
			}
			if (letter.equals("held")) {
				this.held.countDown();
				this.gate.await();
			}
			return letter;
		}

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.told.add("told " + result.code());
		}

		private final class Letter implements Delivery {

			private final String text;

			Letter(String text) {
				this.text = text;
			}

			@Override
			@SuppressWarnings("NullAway") // That is the mistake
			public Object item() {
				if (this.text.equals("unreadable")) {
					throw new IllegalStateException("It can't be read");
				}
				return this.text.equals("empty") ? null : this.text;
			}

			@Override
			public void ended(TaskOutcome outcome) {
				Office.this.told.add(this.text + ": " + outcome.getClass().getSimpleName());
			}

		}

	}

}
