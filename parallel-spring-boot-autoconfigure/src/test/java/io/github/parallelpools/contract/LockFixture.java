package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.MemoryLocks;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/** Workers that do with one lock what they are told. */
@Timeout(120)
abstract class LockFixture {

	@TempDir
	Path directory;

	final SharedStore store = new SharedStore(locks(), SharedStore.inMemory().maps());

	final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	Pools pools;

	private final TestWorkers workers;

	LockFixture(WorkerKind kind) {
		this.workers = TestWorkers.of(kind, this.store, this.application);
	}

	/** Where locks live. */
	LockStore locks() {
		return new MemoryLocks();
	}

	@BeforeEach
	void open() {
		this.pools = new Pools(this.workers.kind(), this.store);
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	ParallelPool started(int workers) {
		return started((recipe) -> recipe.size(0, workers));
	}

	/** Threads have as long for their end as a busy machine may need. */
	final ParallelPool started(UnaryOperator<Recipe> recipe) {
		ParallelPool pool = this.pools.open(this.workers.handling(Locker.class),
				(standard) -> recipe.apply(standard.grace(Duration.ofSeconds(30))));
		pool.start();
		return pool;
	}

	SharedLock applicationLock() {
		return this.application.lock("one", () -> false);
	}

	Order order(Action action) {
		return new Order(action, "one", this.directory.toString());
	}

	int waiters() {
		return this.store.locks().snapshot().join().stream().mapToInt((lock) -> lock.waiters().size()).sum();
	}

	enum Action {

		COUNT, REENTER, TOKEN, TRY, TRY_FOR_A_WHILE, TRY_FOR_LONG, TRY_WITHOUT_UNIT, LOCK, INTERRUPT, LEAVE_LOCKED, HOLD

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
				case TOKEN -> token(lock);
				case TRY -> released(lock.tryLock(), lock);
				case TRY_FOR_A_WHILE -> released(lock.tryLock(1, TimeUnit.MILLISECONDS), lock);
				case TRY_FOR_LONG -> released(lock.tryLock(1, TimeUnit.MINUTES), lock);
				case TRY_WITHOUT_UNIT -> refused(lock);
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

		private static String token(SharedLock lock) {
			lock.lock();
			long token = lock.token();
			lock.lock();
			String told = (lock.token() == token) ? Long.toString(token) : "another one when taken again";
			lock.unlock();
			lock.unlock();
			try {
				return "still " + lock.token();
			}
			catch (IllegalMonitorStateException ex) {
				return told;
			}
		}

		@SuppressWarnings("NullAway") // That is what is tried
		private static String refused(SharedLock lock) throws InterruptedException {
			try {
				return Boolean.toString(lock.tryLock(1, null));
			}
			catch (NullPointerException ex) {
				return "refused";
			}
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
