package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
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
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
		return instance(new ClusterObserver() {
		});
	}

	private DrivenInstance instance(ClusterObserver observer) {
		DrivenInstance made = new DrivenInstance(this.memory, this.time, observer).start();
		this.instances.add(made);
		return made;
	}

	private ParallelTask<Object, Integer> task(DrivenInstance one) {
		return one.task(TASK, (nothing, context) -> this.runs.incrementAndGet(), new Ends());
	}

	/** Notes how runs have ended. */
	private final class Ends implements TaskListener {

		@Override
		public void ended(String id, String name, TaskResult result, @Nullable Object value) {
			TaskPartTests.this.ends.add(name + " " + result.code());
		}

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
		}, new Ends());
	}

	/** Starts one whose end the store refuses. */
	private TaskFuture<Integer> refused(DrivenInstance one) {
		String gate = Gates.close();
		TaskFuture<Integer> future = gated(one, gate).start();
		await().pollInterval(Duration.ofMillis(1)).until(() -> {
			one.step(TASK);
			return Gates.waiting(gate) == 1;
		});
		one.answers().refuse("cas", TaskBook.MAP);
		Gates.open(gate);
		await().until(() -> this.runs.get() == 1);
		return future;
	}

	/** Has the store told again and again, until it has refused ends for good. */
	private static void tellUntil(DrivenInstance one, RefusedEnds refused, int times) {
		await().pollInterval(Duration.ofMillis(1)).until(() -> {
			one.step(TASK);
			one.renew();
			return refused.all().size() >= times;
		});
	}

	@Test
	void anEndThatTheStoreRefusesForGoodIsAFailure() {
		RefusedEnds refused = new RefusedEnds();
		DrivenInstance one = instance(refused);
		TaskFuture<Integer> future = refused(one);
		tellUntil(one, refused, 1);
		assertThat(refused.all()).containsExactly("sum " + future.id() + " true");
		assertThat(future).isNotDone();
		one.answers().loseNothing();
		stepUntil(future, one);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(1, TimeUnit.SECONDS))
			.withMessageContaining("has run and ended with 00000")
			.withMessageContaining("'cas' is refused");
		assertThat(this.ends).containsExactly("sum 21399");
		assertThat(this.other.locks()).isEmpty();
	}

	@Test
	void ofARunOfWhichItRefusesAllItIsToldNothingMoreAndAnotherBeginsItWhenTheInstanceHasLeft() throws Exception {
		RefusedEnds refused = new RefusedEnds();
		DrivenInstance one = instance(refused);
		TaskFuture<Integer> future = refused(one);
		DrivenInstance two = instance();
		TaskFuture<Integer> there = task(two).start();
		two.step(TASK);
		tellUntil(one, refused, 2);
		assertThat(refused.all()).containsExactly("sum " + future.id() + " true", "sum " + future.id() + " false");
		one.answers().loseNothing();
		assertThat(one.cluster().tasks().untold()).as("what keeps it from leaving").isZero();
		for (int i = 0; i < 5; i++) {
			pass(one);
			pass(two);
			one.step(TASK);
			two.step(TASK);
		}
		assertThat(future).isNotDone();
		assertThat(this.runs).as("it does not run again while the instance is there").hasValue(1);
		one.close();
		assertThat(future).isCompletedExceptionally();
		stepUntil(there, two);
		assertThat(there.get(1, TimeUnit.SECONDS)).isEqualTo(2);
		assertThat(this.ends).containsExactly("sum 00000");
	}

	@Test
	void whatWasGivenUpHereEndsAsItDoesWhereItWasTakenOver() throws Exception {
		RefusedEnds refused = new RefusedEnds();
		DrivenInstance one = instance(refused);
		TaskFuture<Integer> future = refused(one);
		tellUntil(one, refused, 2);
		one.answers().loseNothing();
		DrivenInstance two = instance();
		this.time.pass(DrivenInstance.LEASE.plusSeconds(1));
		two.renew();
		two.keep();
		TaskFuture<Integer> there = task(two).start();
		await().pollInterval(Duration.ofMillis(1)).until(() -> {
			pass(two);
			two.keep();
			two.step(TASK);
			return there.isDone();
		});
		pass(one);
		stepUntil(future, one);
		assertThat(future.get(1, TimeUnit.SECONDS)).isEqualTo(2);
		assertThat(this.ends).containsExactly("sum 00000");
	}

	@Test
	void anOutageRefusesNothingForGood() throws Exception {
		RefusedEnds refused = new RefusedEnds();
		DrivenInstance one = instance(refused);
		TaskFuture<Integer> future = refused(one);
		for (int i = 0; i < 3 * Refusals.MOST; i++) {
			one.step(TASK);
		}
		one.answers().loseNothing();
		stepUntil(future, one);
		assertThat(future.get(1, TimeUnit.SECONDS)).isEqualTo(1);
		assertThat(refused.all()).isEmpty();
	}

	@Test
	void howFarItHasComeIsToldOthersAsOftenAsTheInstanceRenewsAndNotAsOftenAsTheTaskTellsIt() {
		DrivenInstance one = instance();
		DrivenInstance two = instance();
		AtomicInteger step = new AtomicInteger();
		AtomicInteger told = new AtomicInteger();
		ParallelTask<Object, Integer> task = one.task(TASK, (nothing, context) -> {
			while (!context.isCancelled()) {
				int now = step.get();
				context.progress(now / 100.0, "step " + now);
				told.set(now);
				Thread.sleep(1);
			}
			return 1;
		}, new TaskListener() {
		});
		ParallelTask<Object, Integer> other = task(two);
		TaskFuture<Integer> future = task.start();
		await().until(() -> {
			one.step(TASK);
			return task.progress().isPresent();
		});
		other.start();
		assertThat(other.progress()).isEmpty();
		for (int i = 1; i <= 5; i++) {
			step.set(i);
			int now = i;
			await().until(() -> told.get() == now);
			pass(one);
			pass(two);
			one.step(TASK);
			long version = version();
			two.step(TASK);
			assertThat(other.progress()).hasValue(new TaskProgress(i / 100.0, "step " + i));
			step.set(50);
			await().until(() -> told.get() == 50);
			one.pass(Duration.ofMillis(600));
			one.step(TASK);
			assertThat(version()).as("what was written meanwhile").isEqualTo(version);
			assertThat(task.progress()).hasValue(new TaskProgress(0.5, "step 50"));
		}
		task.stop();
		stepUntil(future, one);
		assertThat(task.progress()).hasValue(new TaskProgress(0.5, "step 50"));
	}

	private long version() {
		return Objects.requireNonNull(this.other.get(TaskBook.MAP, TASK)).version();
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
