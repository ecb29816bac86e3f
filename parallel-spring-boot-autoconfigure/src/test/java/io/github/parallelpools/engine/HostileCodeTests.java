package io.github.parallelpools.engine;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.LogRecord;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.fixture.OwnThread;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.fixture.Stubborn;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ForwardingWorker;
import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Errors that can't be printed, logs that fail, interrupts that are left behind: the
 * application's code may do anything, and the pool goes on.
 */
@Timeout(60)
class HostileCodeTests {

	private final SharedStore shared = SharedStore.inMemory();

	private final ParallelEngine engine = new ParallelEngine(this.shared);

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();

	private final List<String> told = new CopyOnWriteArrayList<>();

	private volatile Consumer<LogRecord> log = (entry) -> {
	};

	private final LogListener listener = new LogListener(ParallelEngine.class.getPackageName(),
			(entry) -> this.log.accept(entry));

	@AfterEach
	void close() {
		this.listener.close();
		this.release.countDown();
		this.engine.close();
	}

	private static ThreadWorkerFactory threads() {
		return new ThreadWorkerFactory(LoopThreads.platform(HostileCodeTests.class.getClassLoader()),
				() -> (item, context) -> item, null);
	}

	private ParallelPool started(WorkerFactory factory, WorkSettings work, Supply supply, Duration overtime,
			OvertimePolicy policy) {
		PoolSettings settings = PoolRecipe.of("hostile", WorkerKind.THREAD)
			.overtime(overtime, policy)
			.replacements(0)
			.queue(100, WhenFull.REJECT)
			.work(work)
			.settings();
		ParallelPool pool = this.engine.open(settings, factory, () -> this.listeners, supply);
		pool.start();
		return pool;
	}

	private ParallelPool started(WorkerFactory factory) {
		return started(factory, WorkSettings.SUBMITTED, Supply.SUBMITTED, Duration.ZERO, OvertimePolicy.IGNORE);
	}

	private ParallelPool started() {
		return started(threads());
	}

	private TaskListener telling() {
		return new TaskListener() {

			@Override
			public void started(String id, String pool) {
				HostileCodeTests.this.told.add("started");
			}

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				HostileCodeTests.this.told.add(result.code());
			}

		};
	}

	private TaskCallable<String> stubborn() {
		return stubborn(new CountDownLatch(1));
	}

	private TaskCallable<String> stubborn(CountDownLatch running) {
		return () -> {
			running.countDown();
			Stubborn.await(this.release);
			return "at last";
		};
	}

	@Test
	void aListenerWhoseErrorCanNotBePrintedHarmsNobody() throws Exception {
		this.listeners.add(new TaskListener() {

			@Override
			public void started(String id, String pool) {
				throw new Unprintable();
			}

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				throw new Unprintable();
			}

		});
		this.listeners.add(telling());
		ParallelPool pool = started();
		assertThat(pool.submit(() -> "ran").get(30, TimeUnit.SECONDS)).isEqualTo("ran");
		pool.join(Duration.ofSeconds(30));
		assertThat(this.told).containsExactly("started", "00000");
		await().until(() -> pool.snapshot().size().idle() == 1);
		assertThat(pool.submit(() -> "next").get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aTaskIsToldOfThoughTheLogFails() throws Exception {
		this.listeners.add(telling());
		ParallelPool pool = started();
		this.log = (entry) -> {
			if (entry.getMessage().contains("locked")) {
				throw new IllegalStateException("the disk is full");
			}
		};
		LockStore locks = this.shared.locks();
		TaskFuture<Boolean> careless = pool
			.submit(() -> locks.tryAcquire("left", locks.session(LockSession.APPLICATION).owner(Thread.currentThread()))
				.join());
		await().until(careless::isDone);
		pool.join(Duration.ofSeconds(30));
		assertThat(this.told).containsExactly("started", "00000");
		assertThat(pool.submit(() -> "next").get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(locks.snapshot().join()).isEmpty();
	}

	@Test
	void aWorkerWhoseStartFailsUnprintablyIsNotHiredAgainAndAgain() {
		ParallelPool pool = started(ScriptedWorkers.threads().onOpen((worker) -> {
			throw new Unprintable();
		}));
		pool.submit(() -> "never");
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThat(pool.snapshot().startFailures().message()).contains(Unprintable.class.getName());
		assertThat(pool.snapshot().totals().workers().startFailures()).isLessThan(20);
	}

	@Test
	void theSupervisorDoesNotWriteToTheLog() throws Exception {
		List<String> writers = new CopyOnWriteArrayList<>();
		this.log = (entry) -> writers.add(Thread.currentThread().getName() + " " + entry.getMessage());
		ParallelPool pool = started(threads(), WorkSettings.SUBMITTED, Supply.SUBMITTED, Duration.ofMillis(50),
				OvertimePolicy.KILL);
		pool.submit(stubborn());
		await().until(() -> pool.snapshot().totals().workers().abandoned() == 1);
		CountDownLatch running = new CountDownLatch(1);
		pool.submit(stubborn(running));
		running.await();
		pool.stop();
		await().until(() -> pool.state() == PoolState.STOPPED);
		await().until(() -> writers.stream().filter((line) -> line.contains("was abandoned")).count() == 2);
		await().until(() -> writers.stream().filter((line) -> line.contains("has run on worker")).count() == 2);
		assertThat(writers).noneMatch((line) -> line.startsWith("parallel-supervisor"));
	}

	@Test
	void aLookThatIsGivenUpIsToldOfFromItsStart() {
		this.listeners.add(telling());
		TaskPoller<String> poller = (context) -> {
			Stubborn.await(this.release);
			return null;
		};
		started(ThreadWorkerFactory.polling(LoopThreads.platform(getClass().getClassLoader()), () -> poller),
				WorkSettings.polledBy("poller", "backlog", Map.of()), new Supply.Polled(() -> () -> 1),
				Duration.ofMillis(50), OvertimePolicy.KILL);
		await().untilAsserted(() -> assertThat(this.told).contains("21005"));
		assertThat(this.told.get(0)).isEqualTo("started");
	}

	@Test
	void aListenerThatIsInterruptedDoesNotDisturbTheQueueOfTheApplication() {
		List<Boolean> interrupted = new CopyOnWriteArrayList<>();
		BlockingQueue<String> queue = new ArrayBlockingQueue<>(10) {

			@Override
			public @Nullable String poll(long timeout, TimeUnit unit) throws InterruptedException {
				interrupted.add(Thread.currentThread().isInterrupted());
				return super.poll(timeout, unit);
			}

		};
		this.listeners.add(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				Thread.currentThread().interrupt();
			}

		});
		ParallelPool pool = started(threads(), WorkSettings.takenFrom("queue", "handler", Map.of()),
				new Supply.Taken(() -> queue), Duration.ZERO, OvertimePolicy.IGNORE);
		queue.add("one");
		await().until(() -> pool.snapshot().totals().completed() == 1);
		int before = interrupted.size();
		await().until(() -> interrupted.size() > before);
		assertThat(interrupted).doesNotContain(true);
	}

	@Test
	void aWorkerIsClosedByAThreadThatIsNotInterrupted() throws Exception {
		CountDownLatch telling = new CountDownLatch(1);
		this.listeners.add(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				telling.countDown();
				Stubborn.await(HostileCodeTests.this.release);
				Thread.currentThread().interrupt();
			}

		});
		List<Boolean> interrupted = new CopyOnWriteArrayList<>();
		ParallelPool pool = started(
				new Closing(() -> interrupted.add(Thread.currentThread().isInterrupted()), threads()));
		pool.submit(() -> "ran");
		telling.await();
		pool.stop();
		this.release.countDown();
		await().untilAsserted(() -> assertThat(interrupted).containsExactly(false));
	}

	@Test
	void aTaskThatClosesTheEngineLeavesNobodyUntold() {
		ParallelPool pool = started();
		TaskFuture<String> stubborn = pool.submit(stubborn());
		await().until(() -> pool.snapshot().size().busy() == 1);
		TaskFuture<String> closing = pool.submit(() -> {
			this.engine.close();
			return "closed";
		});
		await().until(stubborn::isDone);
		await().until(closing::isDone);
		assertThat(stubborn).isCancelled();
		assertThat(closing).isCancelled();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void theInterruptOfAStartThatTakesLongHoldsNobodyUp() throws Exception {
		SlowToClose channel = new SlowToClose();
		ParallelPool pool = started(ScriptedWorkers.threads().onOpen((worker) -> channel.block()));
		pool.submit(() -> "never");
		channel.entered.await();
		Thread stopping = new Thread(pool::stop);
		stopping.start();
		channel.closing.await();
		assertThat(CompletableFuture.supplyAsync(pool::snapshot, OwnThread::run)).as("the pool's lock is free")
			.succeedsWithin(Duration.ofSeconds(30));
		this.release.countDown();
		stopping.join();
		await().until(() -> pool.state() == PoolState.STOPPED);
	}

	/** Its end, which an interrupt brings, takes until the test allows it. */
	private final class SlowToClose extends AbstractInterruptibleChannel {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch closing = new CountDownLatch(1);

		void block() throws InterruptedException {
			begin();
			this.entered.countDown();
			new CountDownLatch(1).await();
		}

		@Override
		protected void implCloseChannel() {
			this.closing.countDown();
			boolean released = false;
			while (!released) {
				try {
					HostileCodeTests.this.release.await();
					released = true;
				}
				catch (InterruptedException ex) {
					// Not before the test says so.
					continue;
				}
			}
		}

	}

	/** An error that says nothing of itself. */
	@SuppressWarnings("serial")
	private static final class Unprintable extends Error {

		@Override
		public String getMessage() {
			throw this;
		}

		@Override
		public String toString() {
			throw this;
		}

		@Override
		public void printStackTrace(PrintStream stream) {
			throw this;
		}

		@Override
		public void printStackTrace(PrintWriter writer) {
			throw this;
		}

	}

	/** Says when a worker is closed. */
	private static final class Closing extends ForwardingWorkerFactory {

		private final Runnable onClose;

		Closing(Runnable onClose, WorkerFactory workers) {
			super(workers);
			this.onClose = onClose;
		}

		@Override
		public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
			return new ForwardingWorker(super.open(spec, events)) {

				@Override
				public void close() {
					Closing.this.onClose.run();
					super.close();
				}

			};
		}

	}

}
