package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Who is told of the end of a task that names somebody, whatever becomes of its
 * submitter.
 */
@Timeout(120)
class NamedListenerTests {

	private static final String POOL = "shared";

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final TaskCallable<Integer> WORK = () -> 42;

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	private final List<DrivenInstance> instances = new ArrayList<>();

	private final ClusterStore other = this.memory.open();

	@AfterEach
	void close() {
		this.instances.forEach(DrivenInstance::close);
	}

	private DrivenInstance instance() {
		DrivenInstance made = new DrivenInstance(this.memory, this.time);
		this.instances.add(made);
		return made;
	}

	private StoredTask.@Nullable State state(TaskFuture<?> task) {
		return this.other.find(task.id()).map(StoredTask::state).orElse(null);
	}

	/** Has an instance run what is queued. */
	private void run(DrivenInstance one, TaskFuture<?>... tasks) {
		await().until(() -> {
			one.claim(POOL);
			one.tell(POOL);
			for (TaskFuture<?> task : tasks) {
				if (state(task) != StoredTask.State.ENDED) {
					return false;
				}
			}
			return true;
		});
	}

	/** The lease of an instance that does nothing any more ends for the other. */
	private static void outlive(DrivenInstance one) {
		one.pass(DrivenInstance.LEASE.plus(SECOND));
		one.keep();
	}

	private static void awaitTold(DrivenInstance one, String... lines) {
		await().untilAsserted(() -> {
			one.look();
			assertThat(one.told()).containsExactlyInAnyOrder(lines);
		});
	}

	@Test
	void theSubmitterTellsWhileItLives() {
		DrivenInstance one = instance().has("mail");
		DrivenInstance two = instance().has("mail");
		ParallelPool pool = one.pool(POOL);
		two.pool(POOL);
		one.start();
		two.start();
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("mail"));
		TaskFuture<Integer> silent = pool.submit(WORK);
		run(two, task, silent);
		two.pass(SECOND.multipliedBy(3));
		two.keep();
		awaitTold(one, "mail " + task.id() + " 00000 42");
		await().untilAsserted(() -> assertThat(one.heard()).hasSize(2));
		await().untilAsserted(() -> {
			one.look();
			assertThat(state(task)).isNull();
		});
		assertThat(two.told()).isEmpty();
	}

	@Test
	void anotherInstanceTellsOnceTheSubmitterIsGone() {
		DrivenInstance submitter = instance().has("mail").has("fax");
		DrivenInstance two = instance().has("mail");
		DrivenInstance three = instance().has("mail");
		ParallelPool pool = submitter.pool(POOL);
		two.pool(POOL);
		three.pool(POOL);
		this.instances.forEach(DrivenInstance::start);
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("mail"));
		TaskFuture<Integer> fax = pool.submit(WORK, TaskOptions.onEnd("fax"));
		run(three, task, fax);
		three.pass(SECOND.multipliedBy(3));
		three.keep();
		assertThat(three.told()).isEmpty();
		for (int i = 0; i < 2; i++) {
			two.renew();
			three.renew();
			two.pass(SECOND.multipliedBy(3));
			three.renew();
		}
		two.keep();
		awaitTold(two, "mail " + task.id() + " 00000 42");
		three.pass(SECOND.multipliedBy(3));
		three.keep();
		two.look();
		assertThat(three.told()).isEmpty();
		assertThat(two.heard()).isEmpty();
		// It is found by its id until it expires.
		assertThat(state(task)).isEqualTo(StoredTask.State.ENDED);
		three.has("fax");
		assertThat(state(fax)).isEqualTo(StoredTask.State.ENDED);
	}

	@Test
	void anAdoptionWhoseAnswerIsLostIsRepeated() {
		DrivenInstance submitter = instance().has("mail");
		DrivenInstance two = instance().has("mail");
		ParallelPool pool = submitter.pool(POOL);
		two.pool(POOL);
		this.instances.forEach(DrivenInstance::start);
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("mail"));
		run(two, task);
		two.answers().lose("adopt");
		outlive(two);
		assertThat(two.answers().count()).isEqualTo(1);
		assertThat(two.told()).isEmpty();
		assertThat(this.other.untold(POOL, List.of("mail"), 9)).isEmpty();
		two.keep();
		awaitTold(two, "mail " + task.id() + " 00000 42");
	}

	@Test
	void whoDiesBeforeItIsNotedHasItToldAgain() {
		DrivenInstance submitter = instance().has("mail");
		DrivenInstance two = instance().has("mail");
		DrivenInstance three = instance().has("mail");
		ParallelPool pool = submitter.pool(POOL);
		two.pool(POOL);
		three.pool(POOL);
		this.instances.forEach(DrivenInstance::start);
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("mail"));
		run(three, task);
		for (int i = 0; i < 2; i++) {
			two.pass(SECOND.multipliedBy(3));
			three.renew();
		}
		two.keep();
		await().until(() -> !two.told().isEmpty());
		outlive(three);
		awaitTold(three, "mail " + task.id() + " 00000 42");
	}

	@Test
	void aSubmitterThatJoinsAnewIsToldAsAnyOther() {
		DrivenInstance one = instance().has("mail");
		DrivenInstance two = instance();
		ParallelPool pool = one.pool(POOL);
		two.pool(POOL);
		one.start();
		two.start();
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("mail"));
		String before = one.node();
		run(two, task);
		outlive(two);
		one.renew();
		await().until(() -> {
			one.renew();
			return one.node() != null && !one.node().equals(before);
		});
		await().until(() -> {
			one.look();
			return task.isDone();
		});
		assertThat(task).isCompletedWithValue(42);
		one.pass(SECOND.multipliedBy(3));
		one.keep();
		awaitTold(one, "mail " + task.id() + " 00000 42");
		await().untilAsserted(() -> assertThat(one.heard()).containsExactly(task.id() + " 00000"));
		one.look();
		one.pass(SECOND.multipliedBy(3));
		one.keep();
		assertThat(one.told()).hasSize(1);
	}

	@Test
	void aSubmitterThatWasFencedForAWhileTellsOnceItIsBack() {
		DrivenInstance one = instance().has("mail");
		DrivenInstance two = instance().has("mail");
		ParallelPool pool = one.pool(POOL);
		two.pool(POOL);
		one.start();
		two.start();
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("mail"));
		String node = one.node();
		run(two, task);
		// A renewal begins in time, but its answer is late.
		one.timers().pass(DrivenInstance.FENCE.minus(SECOND));
		one.answers().before("renew", () -> {
			one.timers().pass(SECOND);
			assertThat(one.node()).isNull();
			one.look();
			await().untilAsserted(() -> assertThat(one.heard()).hasSize(1));
		});
		one.renew();
		assertThat(task).isCompletedWithValue(42);
		assertThat(one.told()).isEmpty();
		assertThat(one.node()).isEqualTo(node);
		one.keep();
		awaitTold(one, "mail " + task.id() + " 00000 42");
		await().untilAsserted(() -> {
			one.look();
			assertThat(state(task)).isNull();
		});
	}

	@Test
	void whatIsToldWhenAnInstanceLeavesIsNotToldAgain() {
		DrivenInstance one = instance();
		DrivenInstance two = instance().has("slow");
		CountDownLatch told = new CountDownLatch(1);
		CountDownLatch leaves = new CountDownLatch(1);
		one.has("slow", new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				told.countDown();
				try {
					leaves.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

		});
		ParallelPool pool = one.pool(POOL);
		two.pool(POOL);
		one.start();
		two.start();
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("slow"));
		run(two, task);
		one.look();
		await().until(() -> told.getCount() == 0);
		Thread closing = new Thread(one::close);
		closing.start();
		await().until(() -> !one.timers().repeats("claims-" + POOL));
		assertThat(one.node()).isNotNull();
		leaves.countDown();
		await().until(() -> !closing.isAlive());
		assertThat(state(task)).isNull();
		two.pass(SECOND.multipliedBy(3));
		two.keep();
		assertThat(two.told()).isEmpty();
	}

	@Test
	void aDeadLetterIsToldOnceAndOnceMoreWhenItIsSentAgain() {
		DrivenInstance submitter = instance().has("mail");
		DrivenInstance two = instance().has("mail");
		ParallelPool pool = submitter.pool(POOL);
		ParallelPool second = two.pool(POOL);
		this.instances.forEach(DrivenInstance::start);
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("mail"));
		// Three nodes die with it.
		for (int i = 0; i < 3; i++) {
			DrivenInstance victim = instance();
			victim.pool(POOL);
			victim.start();
			victim.answers().lose("claim");
			victim.claim(POOL);
			outlive(two);
		}
		assertThat(state(task)).isEqualTo(StoredTask.State.DEAD);
		two.pass(SECOND.multipliedBy(3));
		two.keep();
		String line = "mail " + task.id();
		awaitTold(two, line + " 31399 null", line + " dead");
		two.look();
		two.pass(SECOND.multipliedBy(3));
		two.keep();
		assertThat(two.told()).hasSize(2);
		TaskFuture<?> again = second.resend(task.id());
		run(two, again);
		awaitTold(two, line + " 31399 null", line + " dead", "mail " + again.id() + " 00000 42");
	}

	@Test
	void whoIsToldOfAllIsNotToldTwice() {
		DrivenInstance one = instance();
		List<String> heard = new ArrayList<>();
		TaskListener listener = new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				heard.add(id);
			}

		};
		one.listener(listener);
		one.has("all", listener);
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> task = pool.submit(WORK, TaskOptions.onEnd("all"));
		run(one, task);
		await().until(() -> {
			one.look();
			return state(task) == null;
		});
		assertThat(heard).containsExactly(task.id());
	}

	@Test
	void aNameThatNobodyHasIsRefused() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> pool.submit(WORK, TaskOptions.onEnd("nobody")))
			.withMessageContaining("nobody");
		assertThat(this.other.figures(POOL).queued()).isZero();
	}

}
