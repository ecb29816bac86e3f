package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.fixture.Gates;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A standalone task of the cluster, step by step, and with answers that get lost. */
@Timeout(120)
class TaskPartTests {

	private static final String TASK = "sum";

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	private final ClusterStore other = this.memory.open();

	private final List<DrivenInstance> instances = new ArrayList<>();

	private final List<String> ends = new CopyOnWriteArrayList<>();

	private final AtomicInteger runs = new AtomicInteger();

	@AfterEach
	void close() {
		this.instances.forEach(DrivenInstance::close);
	}

	private DrivenInstance instance() {
		DrivenInstance made = new DrivenInstance(this.memory, this.time).start();
		this.instances.add(made);
		return made;
	}

	private ParallelTask<Object, Integer> task(DrivenInstance one) {
		return one.task(TASK, (nothing, context) -> this.runs.incrementAndGet(), new TaskListener() {

			@Override
			public void ended(String id, String name, TaskResult result, @Nullable Object value) {
				TaskPartTests.this.ends.add(name + " " + result.code());
			}

		});
	}

	private void stepUntil(TaskFuture<?> done, DrivenInstance... all) {
		await().pollInterval(Duration.ofMillis(1)).until(() -> {
			for (DrivenInstance one : all) {
				one.step(TASK);
			}
			return done.isDone();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "tryLock", "get", "cas", "unlock" })
	void whoseAnswersAreLostIsExecutedAndToldOnce(String method) throws Exception {
		DrivenInstance one = instance();
		TaskFuture<Integer> future = task(one).start();
		one.answers().lose(method).lose(method);
		stepUntil(future, one);
		assertThat(future.get(1, TimeUnit.SECONDS)).isEqualTo(1);
		one.step(TASK);
		one.step(TASK);
		assertThat(one.answers().count()).isEqualTo(2);
		assertThat(this.runs).hasValue(1);
		assertThat(this.ends).containsExactly("sum 00000");
		assertThat(this.other.locks()).isEmpty();
		assertThat(one.timers().repeats("task-" + TASK)).isFalse();
	}

	@Test
	void answersThatAreLostAtRandomHaveNoRunBegunTwice() throws Exception {
		DrivenInstance one = instance();
		DrivenInstance two = instance();
		one.answers().loseAtRandom(3, 0.3);
		two.answers().loseAtRandom(4, 0.3);
		for (int i = 1; i <= 30; i++) {
			String gate = Gates.close();
			TaskFuture<Integer> first = gated(one, gate).start();
			TaskFuture<Integer> second = gated(two, gate).start();
			await().pollInterval(Duration.ofMillis(1)).until(() -> {
				one.step(TASK);
				two.step(TASK);
				return Gates.waiting(gate) == 1;
			});
			// Both have read what there was before
			for (int step = 0; step < 40; step++) {
				one.step(TASK);
				two.step(TASK);
			}
			Gates.open(gate);
			stepUntil(first, one, two);
			pass(one);
			pass(two);
			stepUntil(second, one, two);
			assertThat(first.get(1, TimeUnit.SECONDS)).isEqualTo(i);
			assertThat(second.get(1, TimeUnit.SECONDS)).isEqualTo(i);
		}
		assertThat(one.answers().count() + two.answers().count()).isPositive();
	}

	/** Lets a second pass; the answer to a renewal may be lost, too. */
	private static void pass(DrivenInstance one) {
		one.pass(Duration.ofSeconds(1));
		await().until(() -> {
			one.renew();
			return one.cluster().renewedAgo().isZero();
		});
	}

	private ParallelTask<Object, Integer> gated(DrivenInstance one, String gate) {
		return one.task(TASK, (nothing, context) -> {
			Gates.pass(gate);
			return this.runs.incrementAndGet();
		}, new TaskListener() {
		});
	}

	@Test
	void theRecordOfAnEndIsRemovedAfterAWhile() {
		DrivenInstance one = instance();
		stepUntil(task(one).start(), one);
		assertThat(this.other.size(TaskBook.MAP)).isEqualTo(1);
		one.pass(Duration.ofMinutes(10));
		one.keep();
		assertThat(this.other.size(TaskBook.MAP)).isZero();
		stepUntil(task(one).start(), one);
		assertThat(this.runs).hasValue(2);
	}

}
