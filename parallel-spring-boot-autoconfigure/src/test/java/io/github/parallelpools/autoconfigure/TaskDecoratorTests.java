package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.task.TaskDecorator;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tasks of threads are decorated by the beans that do so. */
@Timeout(60)
class TaskDecoratorTests {

	@AfterEach
	void forget() {
		MDC.clear();
	}

	private static ApplicationContextRunner runner() {
		return PoolContextRunner.with().withPropertyValues("parallel.pools.work.max-size=1");
	}

	private static ParallelPool pool(ApplicationContext context) {
		return context.getBean("work", ParallelPool.class);
	}

	private static <T extends @Nullable Object> T done(TaskFuture<T> task) throws Exception {
		return task.get(60, TimeUnit.SECONDS);
	}

	@Test
	void decoratorsDecorateInTheSubmittersThreadAndRunInTheWorkers() {
		Thread submitter = Thread.currentThread();
		BlockingQueue<String> told = new LinkedBlockingQueue<>();
		runner().withBean("second", TaskDecorator.class, () -> new Numbered(2, submitter, told))
			.withBean("first", TaskDecorator.class, () -> new Numbered(1, submitter, told))
			.run((context) -> {
				MDC.put("customer", "seven");
				assertThat(done(pool(context).submit(() -> "value of " + MDC.get("customer"))))
					.isEqualTo("value of seven");
				assertThat(told).containsExactly("2 decorates", "1 decorates", "1 begins for seven",
						"2 begins for seven", "2 ends", "1 ends");
			});
	}

	private record Numbered(int number, Thread submitter,
			BlockingQueue<String> told) implements TaskDecorator, Ordered {

		@Override
		public Runnable decorate(Runnable task) {
			assertThat(Thread.currentThread()).isSameAs(this.submitter);
			this.told.add(this.number + " decorates");
			return () -> {
				assertThat(Thread.currentThread()).isNotSameAs(this.submitter);
				this.told.add(this.number + " begins for " + MDC.get("customer"));
				try {
					task.run();
				}
				finally {
					this.told.add(this.number + " ends");
				}
			};
		}

		@Override
		public int getOrder() {
			return this.number;
		}

	}

	@Test
	void aTaskFailsAsItFailsWhateverItsDecoratorDoesWithThat() {
		BlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();
		runner().withBean(TaskDecorator.class, () -> (task) -> () -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				seen.add(ex);
			}
		}).run((context) -> {
			Exception checked = new IOException("disk full");
			TaskFuture<?> task = pool(context).submit(() -> {
				throw checked;
			});
			assertThatThrownBy(() -> done(task)).cause().isInstanceOf(TaskFailedException.class).hasCause(checked);
			assertThat(seen).containsExactly(checked);
		});
	}

	@Test
	void aDecoratorThatDoesNotRunTheTaskFailsIt() {
		runner().withBean(TaskDecorator.class, () -> (task) -> () -> {
		})
			.run((context) -> assertThatThrownBy(() -> done(pool(context).submit(() -> "never")))
				.hasMessageContaining("did not run the task"));
	}

}
