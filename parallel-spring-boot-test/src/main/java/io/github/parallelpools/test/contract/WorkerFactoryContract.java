package io.github.parallelpools.test.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.engine.memory.MemoryBudget;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.WorkerDiedException;
import io.github.parallelpools.test.ManualClock;

import static io.github.parallelpools.test.PoolAssertions.assertThatPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What each kind of worker promises the pool that it works for. Who writes one extends
 * this, in tests, and says how its factory is made; all tests are inherited. The tasks
 * use files to tell what they do, so that workers have to see the file system of the
 * test.
 */
@Timeout(120)
public abstract class WorkerFactoryContract {

	/** A thread that does not obey is given up after that. */
	private static final Duration GRACE = Duration.ofMillis(500);

	/** A process that was killed may take its time. */
	private static final Duration LONG_GRACE = Duration.ofSeconds(60);

	/**
	 * By the clock that a test moves, so that only what it moves the clock for is late.
	 */
	private static final Duration OVERTIME = Duration.ofMinutes(10);

	@TempDir
	private Path files;

	private final ParallelEngine engine = new ParallelEngine();

	private final ManualClock clock = new ManualClock();

	private final ParallelEngine timed = timed(this.clock);

	private boolean ownProcess;

	/**
	 * Makes the contract for one test.
	 */
	protected WorkerFactoryContract() {
	}

	private static ParallelEngine timed(ManualClock clock) {
		SharedStore store = SharedStore.inMemory();
		return new ParallelEngine(clock, store, Duration.ofMillis(100), MemoryBudget.UNLIMITED,
				new DeadlockWatch(store.locks()));
	}

	/**
	 * Makes what makes the workers. Called once for each test; the pool closes it.
	 * @param handler the class of what handles items, which has a constructor without
	 * arguments; {@code null} for no handler
	 * @return the factory
	 */
	protected abstract WorkerFactory factory(@Nullable Class<? extends TaskHandler<String, String>> handler);

	/**
	 * What kind the settings say.
	 * @return the kind that is most like it
	 */
	protected abstract WorkerKind kind();

	@BeforeEach
	final void lookAtTraits() {
		WorkerFactory unused = factory(null);
		this.ownProcess = unused.traits().ownProcess();
		unused.close();
	}

	@AfterEach
	final void close() {
		this.engine.close();
		this.timed.close();
	}

	@Test
	@SuppressWarnings("NullAway") // A task may return nothing
	void aTaskReturnsItsValueOrNothing() throws Exception {
		ParallelPool pool = pool(null);
		assertThat(pool.submit(() -> List.of("one", "two")).get()).containsExactly("one", "two");
		assertThat(pool.submit(() -> null).get()).isNull();
		pool.join();
		assertThatPool(pool).hasAccepted(2).hasCompleted(2).isBalanced();
	}

	@Test
	void whatATaskThrowsIsItsFailureAndTheWorkerGoesOn() throws Exception {
		ParallelPool pool = open(this.engine, 1, null, unlimited());
		TaskFuture<Object> failing = pool.submit(() -> {
			throw new IllegalStateException("on purpose");
		});
		assertThat(failure(failing)).isInstanceOfSatisfying(TaskFailedException.class, (failed) -> {
			assertThat(failed.result().code()).isEqualTo("21399");
			assertThat(failed.result().message()).contains("on purpose");
			assertThat(failed.result().stack()).contains(WorkerFactoryContract.class.getName());
		});
		TaskFuture<Object> error = pool.submit(() -> {
			throw new StackOverflowError("on purpose");
		});
		assertThat(failure(error)).isInstanceOf(TaskFailedException.class);
		assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
		pool.join();
		assertThatPool(pool).hasCompleted(1).hasFailed(2).hasCrashedWorkers(0).isBalanced();
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void anItemGoesToTheHandlerWithItsContext() throws Exception {
		ParallelPool pool = pool(Teller.class);
		assertThat(pool.send("item", String.class).get()).isEqualTo("item for work, attempt 1, greeted with hello");
	}

	@Test
	void aTaskKnowsItselfItsPoolAndItsWorker() throws Exception {
		ParallelPool pool = pool(null);
		TaskFuture<List<String>> future = pool.submit(() -> {
			TaskContext context = TaskContext.current();
			return new ArrayList<>(List.of(context.taskId(), context.pool(), context.worker()));
		});
		assertThat(future.get()).containsExactly(future.id(), "work", pool.workers().get(0).id());
	}

	@Test
	void aWorkerHasAProcessIfItSaysSo() throws Exception {
		ParallelPool pool = pool(null);
		long pid = pool.submit(() -> ProcessHandle.current().pid()).get();
		WorkerSnapshot worker = pool.workers().get(0);
		if (this.ownProcess) {
			assertThat(worker.pid()).isEqualTo(pid).isNotEqualTo(ProcessHandle.current().pid());
		}
		else {
			assertThat(worker.pid()).isNull();
			assertThat(pid).isEqualTo(ProcessHandle.current().pid());
		}
	}

	@Test
	void aTaskThatIsCancelledEndsAndItsWorkerOrAnotherGoesOn() throws Exception {
		ParallelPool pool = pool(null);
		TaskFuture<Object> hanging = pool.submit(hanging("begun"));
		awaitFile("begun");
		assertThat(hanging.cancel(true)).isTrue();
		assertThat(failure(hanging)).isInstanceOf(TaskCancelledException.class);
		assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
		pool.join();
		assertThatPool(pool).hasCompleted(1).hasCancelled(1).hasCrashedWorkers(0).isBalanced();
	}

	@Test
	void aTaskThatIsOverTimeEndsAndItsWorkerOrAnotherGoesOn() throws Exception {
		ParallelPool pool = timed(overtime(OVERTIME, Duration.ZERO));
		TaskFuture<Object> hanging = pool.submit(hanging("begun"));
		awaitFile("begun");
		this.clock.advance(OVERTIME);
		assertThat(failure(hanging)).isInstanceOfSatisfying(TaskOvertimeException.class,
				(overtime) -> assertThat(overtime.result().code()).isEqualTo("21005"));
		assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
		pool.join();
		assertThatPool(pool).hasCompleted(1).hasFailed(1).hasCrashedWorkers(0).isBalanced();
	}

	@Test
	void aTaskThatIgnoresItsEndKeepsNobodyWaiting() throws Exception {
		ParallelPool pool = timed(overtime(OVERTIME, Duration.ZERO));
		String begun = file("begun");
		String end = file("end");
		TaskFuture<Long> stubborn = pool.submit(() -> {
			Files.createFile(Path.of(begun));
			while (!Files.exists(Path.of(end))) {
				pause();
			}
			return 1L;
		});
		awaitFile("begun");
		this.clock.advance(OVERTIME);
		if (!this.ownProcess) {
			// The order to end comes some time after the clock has moved, and the grace
			// counts from there.
			await(() -> {
				this.clock.advance(GRACE);
				return stubborn.isDone();
			});
		}
		assertThat(failure(stubborn)).isInstanceOf(TaskOvertimeException.class);
		assertThat(pool.submit(() -> 2).get()).isEqualTo(2);
		assertThat(pool.snapshot().totals().workers().abandoned()).isEqualTo(this.ownProcess ? 0 : 1);
		Files.createFile(Path.of(end));
		pool.join();
		assertThatPool(pool).hasCompleted(1).hasFailed(1).isBalanced();
	}

	@Test
	void aTaskThatIsAskedToEndByItselfIsInterruptedOnceAndItsWorkerGoesOn() throws Exception {
		ParallelPool pool = open(this.timed, 1, null, overtime(OVERTIME.multipliedBy(2), OVERTIME));
		String begun = file("begun");
		TaskFuture<String> obeying = pool.submit(() -> {
			Files.createFile(Path.of(begun));
			try {
				Thread.sleep(Long.MAX_VALUE);
				return "slept";
			}
			catch (InterruptedException ex) {
				return "was interrupted";
			}
		});
		awaitFile("begun");
		this.clock.advance(OVERTIME);
		assertThat(obeying.get()).isEqualTo("was interrupted");
		assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
		assertThat(pool.snapshot().totals().overtime().asked()).isEqualTo(1);
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void aWorkerTellsWhereItsTaskIs() throws Exception {
		ParallelPool pool = pool(null);
		TaskFuture<Object> hanging = pool.submit(hanging("begun"));
		awaitFile("begun");
		assertThat(pool.stacks(pool.workers().get(0).id(), Duration.ofSeconds(30)))
			.hasValueSatisfying((stacks) -> assertThat(stacks).contains(WorkerFactoryContract.class.getName()));
		hanging.cancel(true);
	}

	@Test
	void twoWorkersRunTwoTasksAtATime() throws Exception {
		ParallelPool pool = pool(null);
		TaskFuture<Boolean> one = pool.submit(meeting("one", "two"));
		TaskFuture<Boolean> two = pool.submit(meeting("two", "one"));
		assertThat(one.get()).isTrue();
		assertThat(two.get()).isTrue();
	}

	@Test
	void aForcedStopEndsWhatRuns() throws Exception {
		ParallelPool pool = pool(null);
		TaskFuture<Object> hanging = pool.submit(hanging("begun"));
		awaitFile("begun");
		pool.forceStop();
		assertThat(failure(hanging)).isInstanceOf(TaskCancelledException.class);
		pool.stop(Duration.ofSeconds(60));
		assertThatPool(pool).isIn(PoolState.STOPPED).hasAccepted(1).hasCancelled(1).isBalanced();
		assertThat(pool.workers()).isEmpty();
		pool.start();
		assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
	}

	@Test
	void whatCanNotTravelIsRefusedWhereItIsSubmitted() throws Exception {
		ParallelPool pool = pool(null);
		Object local = new Object();
		if (this.ownProcess) {
			assertThatExceptionOfType(TaskNotPortableException.class).isThrownBy(() -> pool.submit(local::hashCode));
			assertThatPool(pool).hasAccepted(0);
		}
		else {
			assertThat(pool.submit(local::hashCode).get()).isEqualTo(local.hashCode());
		}
	}

	@Test
	void aTaskWhoseProcessDiesEndsAndAnotherTakesItsPlace() throws Exception {
		Assumptions.assumeTrue(this.ownProcess, "These workers live in the application's process.");
		ParallelPool pool = pool(null);
		TaskFuture<Object> deadly = pool.submit(() -> {
			Runtime.getRuntime().halt(7);
			return "alive";
		});
		assertThat(failure(deadly)).isInstanceOfSatisfying(WorkerDiedException.class,
				(died) -> assertThat(died.result().code()).isEqualTo("31399"));
		assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
		pool.join();
		assertThatPool(pool).hasCompleted(1).hasFailed(1).hasCrashedWorkers(1).isBalanced();
	}

	private ParallelPool pool(@Nullable Class<? extends TaskHandler<String, String>> handler) {
		return open(this.engine, 2, handler, unlimited());
	}

	/** A pool whose tasks are late when the clock was moved. */
	private ParallelPool timed(OvertimeSettings overtime) {
		return open(this.timed, 2, null, overtime);
	}

	private ParallelPool open(ParallelEngine engine, int maxSize,
			@Nullable Class<? extends TaskHandler<String, String>> handler, OvertimeSettings overtime) {
		WorkSettings work = (handler != null) ? WorkSettings.handledBy(handler.getName(), Map.of("greeting", "hello"))
				: WorkSettings.SUBMITTED;
		ParallelPool pool = engine.open(new PoolSettings("work", kind(), new SizeSettings(0, maxSize, Duration.ZERO),
				overtime, QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK), work, RetrySettings.STANDARD,
				UpkeepSettings.STANDARD), factory(handler), List::of);
		pool.start();
		return pool;
	}

	private OvertimeSettings unlimited() {
		return new OvertimeSettings(Duration.ZERO, OvertimePolicy.IGNORE, 1, grace(), Duration.ZERO);
	}

	private OvertimeSettings overtime(Duration limit, Duration soft) {
		return new OvertimeSettings(limit, OvertimePolicy.KILL, 1, grace(), soft);
	}

	private Duration grace() {
		return this.ownProcess ? LONG_GRACE : GRACE;
	}

	private TaskCallable<Object> hanging(String name) {
		String begun = file(name);
		return () -> {
			Files.createFile(Path.of(begun));
			Thread.sleep(Long.MAX_VALUE);
			return "slept";
		};
	}

	/** Waits for another one to have begun. */
	private TaskCallable<Boolean> meeting(String name, String other) {
		String own = file(name);
		String theirs = file(other);
		return () -> {
			Files.createFile(Path.of(own));
			while (!Files.exists(Path.of(theirs))) {
				TimeUnit.MILLISECONDS.sleep(1);
			}
			return true;
		};
	}

	/** Lets others have the processor, and ignores that it is to end. */
	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(1);
		}
		catch (InterruptedException ex) {
			// It goes on.
		}
	}

	private String file(String name) {
		return this.files.resolve(name).toString();
	}

	private void awaitFile(String name) {
		await(() -> Files.exists(Path.of(file(name))));
	}

	/** Until the test is over time, which is told where it waits. */
	private static void await(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			try {
				TimeUnit.MILLISECONDS.sleep(5);
			}
			catch (InterruptedException ex) {
				throw new UncheckedIOException(new IOException("Nothing has happened", ex));
			}
		}
	}

	private static @Nullable Throwable failure(TaskFuture<?> future) {
		return future.handle((value, error) -> error).join();
	}

	/**
	 * Tells of items what it knows of their task.
	 */
	public static final class Teller implements TaskHandler<String, String> {

		/** Made by its worker. */
		public Teller() {
		}

		@Override
		public String handle(String item, TaskContext context) {
			return "%s for %s, attempt %s, greeted with %s".formatted(item, context.pool(), context.attempt(),
					context.args().get("greeting"));
		}

	}

}
