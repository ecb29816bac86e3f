package io.github.parallelpools.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a lock is to every kind of worker. */
@EachKind
class LockContractTests extends LockFixture {

	LockContractTests(WorkerKind kind) {
		super(kind);
	}

	@Test
	void onlyOneAtATimeHasIt() throws IOException {
		Files.writeString(this.directory.resolve("count"), "0");
		ParallelPool pool = started(3);
		List<TaskFuture<String>> futures = IntStream.range(0, 100)
			.mapToObj((i) -> pool.send(order(Action.COUNT), String.class))
			.toList();
		futures.forEach(TaskFuture::join);
		assertThat(this.directory.resolve("count")).hasContent("100");
		assertThat(this.store.locks().snapshot().join()).isEmpty();
	}

	@Test
	void itIsReentrantAndTellsWhetherItIsHeld() {
		assertThat(started(1).send(order(Action.REENTER), String.class).join())
			.isEqualTo("false true true true false refused");
	}

	@Test
	void everyGrantHasAHigherNumber() {
		ParallelPool pool = started(2);
		SharedLock lock = applicationLock();
		assertThatIllegalMonitorState(lock::token);
		long last = 0;
		for (int i = 0; i < 5; i++) {
			long token = Long.parseLong(pool.send(order(Action.TOKEN), String.class).join());
			assertThat(token).isGreaterThan(last);
			lock.lock();
			last = lock.token();
			assertThat(last).isGreaterThan(token);
			lock.unlock();
		}
		assertThatIllegalMonitorState(lock::token);
	}

	private static void assertThatIllegalMonitorState(ThrowingCallable use) {
		assertThatThrownBy(use).isInstanceOf(IllegalMonitorStateException.class).hasMessageContaining("'one'");
	}

	@Test
	void theApplicationAndItsWorkersSeeTheSameLock() throws Exception {
		ParallelPool pool = started(2);
		SharedLock lock = applicationLock();
		lock.lock();
		assertThat(pool.send(order(Action.TRY), String.class).join()).isEqualTo("false");
		assertThat(pool.send(order(Action.TRY_FOR_A_WHILE), String.class).join()).isEqualTo("false");
		TaskFuture<String> waiting = pool.send(order(Action.LOCK), String.class);
		await().until(() -> waiters() == 1);
		lock.unlock();
		assertThat(waiting.join()).isEqualTo("had it");
		assertThat(pool.send(order(Action.TRY), String.class).join()).isEqualTo("true");
	}

	@Test
	void aTimedWaitIsGrantedInTime() throws Exception {
		ParallelPool pool = started(1);
		SharedLock lock = applicationLock();
		lock.lock();
		TaskFuture<String> waiting = pool.send(order(Action.TRY_FOR_LONG), String.class);
		await().until(() -> waiters() == 1);
		lock.unlock();
		assertThat(waiting.join()).isEqualTo("true");
	}

	@Test
	void whatIsRefusedAsksForNothing() throws Exception {
		ParallelPool pool = started(1);
		SharedLock lock = applicationLock();
		lock.lock();
		assertThat(pool.send(order(Action.TRY_WITHOUT_UNIT), String.class).join()).isEqualTo("refused");
		assertThat(waiters()).isZero();
		lock.unlock();
		assertThat(this.store.locks().snapshot().join()).isEmpty();
	}

	@Test
	void anInterruptEndsAnInterruptibleWait() throws Exception {
		ParallelPool pool = started(1);
		applicationLock().lock();
		assertThat(pool.send(order(Action.INTERRUPT), String.class).join()).isEqualTo("interrupted false");
		assertThat(waiters()).isZero();
		applicationLock().unlock();
		assertThat(this.store.locks().snapshot().join()).isEmpty();
	}

	@Test
	void whatATaskLeavesLockedIsReleased() throws Exception {
		ParallelPool pool = started(1);
		assertThat(pool.send(order(Action.LEAVE_LOCKED), String.class).join()).isEqualTo("left");
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
		assertThat(pool.send(order(Action.LOCK), String.class).join()).isEqualTo("had it");
	}

	@Test
	void whoHoldsAndWhoWaitsCanBeRead() throws Exception {
		ParallelPool pool = started(2);
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> holding = pool.send(order(Action.HOLD), String.class);
		await().until(() -> gate.arrivals() == 1);
		TaskFuture<String> waiting = pool.send(order(Action.LOCK), String.class);
		await().until(() -> waiters() == 1);
		assertThat(this.store.locks().snapshot().join()).singleElement().satisfies((lock) -> {
			assertThat(lock.name()).isEqualTo("one");
			assertThat(lock.holds()).isEqualTo(1);
			assertThat(lock.held()).isPositive();
			assertThat(lock.holder()).contains(holder("work-1"));
			assertThat(lock.waiters().get(0).who()).contains(holder("work-2"));
		});
		gate.open();
		assertThat(holding.join()).isEqualTo("held it");
		assertThat(waiting.join()).isEqualTo("had it");
	}

	String holder(String worker) {
		return worker;
	}

	@Test
	void aTaskThatIsStoppedWhileItWaitsNeverHasIt() throws Exception {
		endedWhileWaiting((pool, task) -> pool.forceStop());
	}

	@Test
	void aTaskThatIsCancelledWhileItWaitsNeverHasIt() throws Exception {
		endedWhileWaiting((pool, task) -> task.cancel(true));
	}

	@Test
	void aTaskWhoseWorkerIsKilledWhileItWaitsNeverHasIt() throws Exception {
		endedWhileWaiting((pool, task) -> pool.killWorker(pool.workers().get(0).id()));
	}

	@Test
	void aTaskThatIsOverTimeWhileItWaitsNeverHasIt() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Limits.NEVER, OvertimePolicy.KILL));
		endedWhileWaiting(pool, (same, task) -> Limits.set(same, Duration.ofMillis(100)));
	}

	private void endedWhileWaiting(Ending ending) throws Exception {
		endedWhileWaiting(started(1), ending);
	}

	private void endedWhileWaiting(ParallelPool pool, Ending ending) throws Exception {
		SharedLock lock = applicationLock();
		lock.lock();
		TaskFuture<String> waiting = pool.send(order(Action.LOCK), String.class);
		await().until(() -> waiters() == 1);
		ending.end(pool, waiting);
		await().until(waiting::isCompletedExceptionally);
		await().until(() -> waiters() == 0);
		await().until(() -> pool.snapshot().size().busy() == 0);
		assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
		lock.unlock();
		assertThat(this.store.locks().snapshot().join()).isEmpty();
	}

	/** Ends a task. */
	interface Ending {

		void end(ParallelPool pool, TaskFuture<String> task) throws Exception;

	}

	@Test
	void aPauseLetsAWaitingTaskEnd() throws Exception {
		ParallelPool pool = started(1);
		SharedLock lock = applicationLock();
		lock.lock();
		TaskFuture<String> waiting = pool.send(order(Action.LOCK), String.class);
		await().until(() -> waiters() == 1);
		pool.pause();
		lock.unlock();
		assertThat(waiting.join()).isEqualTo("had it");
		pool.pause(Duration.ofSeconds(30));
	}

	@Test
	void manyWaitersAllGetTheirTurnThoughSomeGiveUp() throws Exception {
		ParallelPool pool = started(3);
		SharedLock lock = applicationLock();
		AtomicBoolean done = new AtomicBoolean();
		Thread other = new Thread(() -> {
			while (!done.get()) {
				lock.lock();
				lock.unlock();
			}
		});
		other.start();
		try {
			List<TaskFuture<String>> futures = IntStream.range(0, 150)
				.mapToObj((i) -> pool.send(order((i % 3 == 0) ? Action.TRY_FOR_A_WHILE : Action.LOCK), String.class))
				.toList();
			assertThat(futures).allSatisfy((future) -> assertThat(future.join()).isIn("had it", "true", "false"));
		}
		finally {
			done.set(true);
		}
		other.join();
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void aLambdaTakesTheLockAlong() {
		ParallelPool pool = started(1);
		SharedLock lock = applicationLock();
		assertThat(pool.submit(() -> lock.tryLock() && lock.isHeldByCurrentThread()).join()).isTrue();
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
		lock.lock();
		assertThat(pool.submit(() -> lock.tryLock()).join()).isFalse();
		lock.unlock();
		assertThat(pool.submit(() -> lock).join().name()).isEqualTo("one");
	}

	private ParallelPool lockedPool(String name) {
		return started((recipe) -> recipe.named(name).size(0, 2).lock("one"));
	}

	@Test
	void poolsThatNameTheSameLockRunOneTaskAtATime() throws IOException {
		Files.writeString(this.directory.resolve("count"), "0");
		ParallelPool one = lockedPool("first");
		ParallelPool other = lockedPool("second");
		String directory = this.directory.toString();
		List<TaskFuture<Integer>> futures = IntStream.range(0, 100)
			.mapToObj(
					(i) -> ((i % 2 == 0) ? one : other).submit(() -> Locker.countUnlocked(Path.of(directory, "count"))))
			.toList();
		futures.forEach(TaskFuture::join);
		assertThat(this.directory.resolve("count")).hasContent("100");
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void aTaskMayTakeTheLockOfItsPoolAgain() throws IOException {
		Files.writeString(this.directory.resolve("count"), "0");
		ParallelPool pool = lockedPool("work");
		assertThat(pool.send(order(Action.COUNT), String.class).join()).isEqualTo("counted");
		assertThat(pool.send(order(Action.LEAVE_LOCKED), String.class).join()).isEqualTo("left");
		assertThat(pool.send(order(Action.COUNT), String.class).join()).isEqualTo("counted");
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void aTaskThatWaitsForTheLockOfItsPoolIsQueued() throws Exception {
		ParallelPool pool = lockedPool("work");
		SharedLock lock = applicationLock();
		lock.lock();
		TaskFuture<String> first = pool.submit(() -> "first");
		TaskFuture<String> second = pool.submit(() -> "second");
		await().until(() -> waiters() == 2);
		assertThat(pool.snapshot().size().busy()).isZero();
		assertThat(pool.snapshot().queue().size()).isEqualTo(2);
		assertThat(first.cancel(true)).isTrue();
		pool.pause(Duration.ofSeconds(30));
		await().until(() -> waiters() == 0);
		pool.resume();
		await().until(() -> waiters() > 0);
		lock.unlock();
		assertThat(second.join()).isEqualTo("second");
	}

	@Test
	void aForcedStopLeavesWhatWaitsForTheLockInTheQueue() throws Exception {
		ParallelPool pool = lockedPool("work");
		SharedLock lock = applicationLock();
		lock.lock();
		TaskFuture<String> waiting = pool.submit(() -> "done");
		await().until(() -> waiters() > 0);
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		await().until(() -> waiters() == 0);
		lock.unlock();
		assertThat(waiting.isDone()).isFalse();
		pool.start();
		assertThat(waiting.join()).isEqualTo("done");
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void killsDoNotStopAPoolWithALock() throws Exception {
		ParallelPool pool = lockedPool("work");
		for (int i = 0; i < 3; i++) {
			Gate gate = Gate.in(Files.createDirectory(this.directory.resolve("round" + i)));
			TaskFuture<String> endless = pool.submit(Tasks.endless(gate, "endless"));
			await().until(() -> gate.arrivals() == 1);
			TaskFuture<String> next = pool.submit(() -> "next");
			pool.workers()
				.stream()
				.filter((worker) -> worker.task() != null)
				.forEach((worker) -> pool.killWorker(worker.id()));
			assertThat(next.join()).isEqualTo("next");
			await().until(endless::isCompletedExceptionally);
		}
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

	@Test
	void waitingForTheLockOfItsPoolIsNoOvertime() throws Exception {
		ParallelPool pool = started(
				(recipe) -> recipe.lock("one").overtime(Duration.ofMillis(1200), OvertimePolicy.KILL));
		SharedLock lock = applicationLock();
		lock.lock();
		TaskFuture<Instant> waiting = pool.submit(() -> TaskContext.current().deadline().orElseThrow());
		await().until(() -> waiters() == 1);
		// A task that is over time by then shows that the time has passed.
		ParallelPool clock = started(
				(recipe) -> recipe.named("clock").overtime(Duration.ofMillis(1500), OvertimePolicy.KILL));
		assertThat(clock.submit(Tasks.endless(Gate.in(this.directory), "clock"))).failsWithin(Duration.ofSeconds(30));
		assertThat(pool.snapshot().totals().overtime().tasks()).isZero();
		Limits.lift(pool);
		Instant unlocked = Instant.now();
		lock.unlock();
		// The clocks of two processes may differ a little, and it has waited for longer.
		assertThat(waiting.join()).isAfter(unlocked.plus(Limits.NEVER).minusMillis(500));
		assertThat(pool.snapshot().totals().overtime().tasks()).isZero();
	}

}
