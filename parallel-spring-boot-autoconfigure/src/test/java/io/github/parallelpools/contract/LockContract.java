package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.MemoryLocks;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a lock is to every kind of worker. */
@Timeout(60)
abstract class LockContract {

	@TempDir
	Path directory;

	final SharedStore store = new SharedStore(locks(), SharedStore.inMemory().maps());

	final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	Pools pools;

	abstract io.github.parallelpools.pool.WorkerKind kind();

	abstract WorkerFactory factory();

	/** Where locks live. */
	LockStore locks() {
		return new MemoryLocks();
	}

	@BeforeEach
	void open() {
		this.pools = new Pools(kind(), this.store);
	}

	@AfterEach
	void close() {
		this.pools.close();
	}

	ParallelPool started(int workers) {
		ParallelPool pool = this.pools.open(factory(), (recipe) -> recipe.size(0, workers));
		pool.start();
		return pool;
	}

	SharedLock applicationLock() {
		return this.application.lock("one", () -> false);
	}

	Order order(Action action) {
		return new Order(action, "one", this.directory.toString());
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
		ParallelPool pool = this.pools.open(factory(),
				(recipe) -> recipe.size(0, 1).overtime(Duration.ofSeconds(1), OvertimePolicy.KILL));
		pool.start();
		endedWhileWaiting(pool, (same, task) -> {
		});
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
		assertThat(pool.snapshot().totals().abandoned()).isZero();
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
		List<TaskFuture<String>> futures = IntStream.range(0, 150)
			.mapToObj((i) -> pool.send(order((i % 3 == 0) ? Action.TRY_FOR_A_WHILE : Action.LOCK), String.class))
			.toList();
		assertThat(futures).allSatisfy((future) -> assertThat(future.join()).isIn("had it", "true", "false"));
		done.set(true);
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

	int waiters() {
		return this.store.locks().snapshot().join().stream().mapToInt((lock) -> lock.waiters().size()).sum();
	}

	private ParallelPool lockedPool(String name) {
		ParallelPool pool = this.pools.open(factory(), (recipe) -> recipe.named(name).size(0, 2).lock("one"));
		pool.start();
		return pool;
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
		ParallelPool pool = this.pools.open(factory(),
				(recipe) -> recipe.lock("one").overtime(Duration.ofMillis(300), OvertimePolicy.KILL));
		pool.start();
		SharedLock lock = applicationLock();
		lock.lock();
		TaskFuture<String> waiting = pool.submit(() -> "done");
		await().until(() -> waiters() == 1);
		// A task that is over time by then shows that the time has passed.
		ParallelPool clock = this.pools.open(factory(),
				(recipe) -> recipe.named("clock").overtime(Duration.ofMillis(600), OvertimePolicy.KILL));
		clock.start();
		assertThat(clock.submit(Tasks.endless(Gate.in(this.directory), "clock"))).failsWithin(Duration.ofSeconds(30));
		lock.unlock();
		assertThat(waiting.join()).isEqualTo("done");
		assertThat(pool.snapshot().totals().overtime()).isZero();
	}

	enum Action {

		COUNT, REENTER, TRY, TRY_FOR_A_WHILE, TRY_FOR_LONG, LOCK, INTERRUPT, LEAVE_LOCKED, HOLD

	}

	record Order(Action action, String lock, String directory) implements Serializable {
	}

	/** Does with locks what it is told. */
	public static final class Locker implements TaskHandler<Order, String> {

		@Override
		public String handle(Order order, TaskContext context) throws Exception {
			SharedLock lock = context.lock(order.lock());
			return switch (order.action()) {
				case COUNT -> count(lock, Path.of(order.directory(), "count"));
				case REENTER -> reenter(lock);
				case TRY -> released(lock.tryLock(), lock);
				case TRY_FOR_A_WHILE -> released(lock.tryLock(1, TimeUnit.MILLISECONDS), lock);
				case TRY_FOR_LONG -> released(lock.tryLock(1, TimeUnit.MINUTES), lock);
				case LOCK -> {
					lock.lock();
					lock.unlock();
					yield "had it";
				}
				case INTERRUPT -> interrupt(lock);
				case LEAVE_LOCKED -> {
					lock.lock();
					lock.lock();
					yield "left";
				}
				case HOLD -> {
					lock.lock();
					Gate gate = new Gate(order.directory());
					gate.arrive("holder");
					gate.awaitOpen();
					lock.unlock();
					yield "held it";
				}
			};
		}

		private static String count(SharedLock lock, Path file) throws IOException {
			lock.lock();
			try {
				countUnlocked(file);
			}
			finally {
				lock.unlock();
			}
			return "counted";
		}

		static int countUnlocked(Path file) throws IOException {
			int count = Integer.parseInt(Files.readString(file)) + 1;
			Files.writeString(file, Integer.toString(count));
			return count;
		}

		private static String reenter(SharedLock lock) throws InterruptedException {
			StringBuilder held = new StringBuilder().append(lock.isHeldByCurrentThread()).append(' ');
			lock.lock();
			lock.lockInterruptibly();
			boolean again = lock.tryLock() && lock.tryLock(1, TimeUnit.SECONDS);
			held.append(again).append(' ');
			lock.unlock();
			lock.unlock();
			lock.unlock();
			held.append(lock.isHeldByCurrentThread()).append(' ');
			held.append(lock.toString().contains("one")).append(' ');
			lock.unlock();
			held.append(lock.isHeldByCurrentThread()).append(' ');
			try {
				lock.unlock();
			}
			catch (IllegalMonitorStateException ex) {
				held.append("refused");
			}
			return held.toString();
		}

		private static String released(boolean taken, SharedLock lock) {
			if (taken) {
				lock.unlock();
			}
			return Boolean.toString(taken);
		}

		private static String interrupt(SharedLock lock) {
			Thread task = Thread.currentThread();
			Thread interrupter = new Thread(() -> {
				while (task.getState() != Thread.State.WAITING) {
					Thread.onSpinWait();
				}
				task.interrupt();
			});
			interrupter.start();
			try {
				lock.lockInterruptibly();
				return "locked";
			}
			catch (InterruptedException ex) {
				return "interrupted " + lock.isHeldByCurrentThread();
			}
		}

	}

}
