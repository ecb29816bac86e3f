package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** Beans that single tasks name to be told of their end. */
class NamedBeanTests {

	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	private final Queue<String> heard = new ConcurrentLinkedQueue<>();

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withBean("mail", TaskCallback.class,
				() -> (id, pool, result, value) -> this.told
					.add("%s %s %s %s".formatted(id, pool, result.code(), value)))
		.withBean("audit", TaskListener.class, Audit::new)
		.withBean("clock", Object.class, Object::new);

	/** Is told of all tasks. */
	private final class Audit implements TaskListener {

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			NamedBeanTests.this.heard.add(id + " " + result.code());
		}

		@Override
		public void deadLettered(String id, String pool, DeadLetter letter) {
			NamedBeanTests.this.heard.add(id + " dead");
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void whoIsNamedIsToldOnceOfWhateverEnd(String kind) {
		this.runner.withPropertyValues("parallel.pools.p.kind=" + kind, "parallel.pools.p.max-size=1")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				TaskOptions mail = TaskOptions.onEnd("mail");
				TaskFuture<Integer> right = pool.submit(() -> 42, mail);
				TaskFuture<Integer> wrong = pool.submit(() -> 1 / Integer.parseInt("0"), mail);
				assertThat(right.get(60, TimeUnit.SECONDS)).isEqualTo(42);
				await().until(wrong::isDone);
				pool.pause();
				TaskFuture<Integer> cancelled = pool.submit(() -> 42, mail);
				TaskFuture<Integer> late = pool.submit(() -> 42, mail.withDeadline(Duration.ofMillis(1)));
				cancelled.cancel(true);
				await().until(late::isDone);
				pool.resume();
				pool.submit(() -> 42).get(60, TimeUnit.SECONDS);
				pool.join(Duration.ofSeconds(60));
				assertThat(this.told).containsExactlyInAnyOrder(right.id() + " p 00000 42",
						wrong.id() + " p 21399 null", cancelled.id() + " p 21004 null", late.id() + " p 21004 null");
				assertThat(this.heard).hasSize(5);
			});
	}

	@Test
	void aTaskThatIsSentAgainStillNamesWhomItNamed() {
		this.runner.withPropertyValues("parallel.pools.p.kind=process").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			TaskFuture<Integer> dead = pool.submit(() -> {
				Runtime.getRuntime().halt(3);
				return 1;
			}, TaskOptions.onEnd("mail").withTag("deadly"));
			await().atMost(Duration.ofSeconds(60)).until(() -> this.heard.size() == 2);
			TaskFuture<?> again = pool.resend(dead.id());
			pool.join(Duration.ofSeconds(60));
			assertThat(again).isDone();
			assertThat(this.told).containsExactly(dead.id() + " p 31399 null", again.id() + " p 31399 null");
		});
	}

	@Test
	void whoIsToldOfAllTasksIsToldOnce() {
		this.runner.withPropertyValues("parallel.pools.p.max-size=1").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			TaskFuture<Integer> task = pool.submit(() -> 42, TaskOptions.onEnd("audit"));
			pool.join(Duration.ofSeconds(60));
			assertThat(this.heard).containsExactly(task.id() + " 00000");
			assertThat(this.told).isEmpty();
		});
	}

	@Test
	void whatIsRefusedIsNotTold() {
		this.runner.withPropertyValues("parallel.pools.p.max-size=1", "parallel.pools.p.auto-start=false")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.change(Map.of(PoolSetting.QUEUE_CAPACITY, 1, PoolSetting.QUEUE_WHEN_FULL, WhenFull.REJECT),
						"test");
				pool.start();
				pool.pause();
				TaskFuture<Integer> task = pool.submit(() -> 42, TaskOptions.onEnd("mail"));
				assertThatExceptionOfType(TaskRejectedException.class)
					.isThrownBy(() -> pool.submit(() -> 42, TaskOptions.onEnd("mail")));
				pool.resume();
				pool.join(Duration.ofSeconds(60));
				assertThat(this.told).containsExactly(task.id() + " p 00000 42");
			});
	}

	@Test
	void aBeanThatCannotBeToldIsRefusedWithTheRemedy() {
		this.runner.withPropertyValues("parallel.pools.p.max-size=1").run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			assertThatIllegalArgumentException().isThrownBy(() -> pool.submit(() -> 42, TaskOptions.onEnd("mial")))
				.withMessageContainingAll("Pool 'p'", "'mial'", "is no bean", "TaskListener or TaskCallback",
						"audit, mail.");
			assertThatIllegalArgumentException().isThrownBy(() -> pool.submit(() -> 42, TaskOptions.onEnd("clock")))
				.withMessageContainingAll("Pool 'p'", "'clock'", "java.lang.Object", "Let it implement one of them");
			assertThat(pool.snapshot().totals().submitted()).isZero();
		});
	}

}
