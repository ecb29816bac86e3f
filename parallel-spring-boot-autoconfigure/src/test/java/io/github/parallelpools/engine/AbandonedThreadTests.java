package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.parallelpools.engine.event.EventLog;
import io.github.parallelpools.engine.time.ManualClock;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.fixture.Stubborn;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A Java thread that ignores interruption can't be killed: it is abandoned, counted and
 * replaced.
 */
@Timeout(60)
class AbandonedThreadTests {

	private static final Duration LIMIT = Duration.ofMillis(100);

	private final ParallelEngine engine = new ParallelEngine();

	private final ManualClock clock = new ManualClock();

	/**
	 * An engine on the test's clock: a task is over time only once the test has moved it,
	 * however slow the machine is.
	 */
	private final ParallelEngine timed = new ParallelEngine(this.clock, SharedStore.inMemory(), LIMIT);

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch over = new CountDownLatch(1);

	private final List<String> codes = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.over.countDown();
		this.release.countDown();
		this.engine.close();
		this.timed.close();
	}

	private ParallelPool pool(Duration overtime) {
		return pool(this.engine, WorkerKind.THREAD, overtime);
	}

	private ParallelPool pool(ParallelEngine engine, WorkerKind kind, Duration overtime) {
		PoolSettings settings = PoolRecipe.of("stubborn", kind)
			.size(0, 1)
			.overtime(overtime, OvertimePolicy.KILL)
			.replacements(0)
			.queue(100, WhenFull.REJECT)
			.settings();
		TaskListener listener = new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				AbandonedThreadTests.this.codes.add(result.code());
			}

		};
		WorkerFactory threads = RealWorkers.threads();
		ParallelPool pool = engine.open(settings, (kind == WorkerKind.PROCESS) ? new LikeProcesses(threads) : threads,
				() -> List.of(listener));
		pool.start();
		return pool;
	}

	private TaskCallable<String> stubborn() {
		return () -> {
			this.running.countDown();
			Stubborn.await(this.release);
			return "at last";
		};
	}

	/** What runs is over time, and does not end when it is ordered to. */
	private void haveItAbandoned(ParallelPool pool) {
		this.clock.pass(LIMIT);
		await().until(() -> pool.snapshot().totals().overtime().killed() == 1);
		this.clock.pass(pool.settings().overtime().killGrace());
	}

	@ParameterizedTest
	@CsvSource({ "THREAD, Its thread goes on, Its process", "PROCESS, Its process was killed, Its thread" })
	void theLogTellsWhatIsLeftOfTheWorker(WorkerKind kind, String expected, String wrong) {
		List<String> lines = new CopyOnWriteArrayList<>();
		try (LogListener listener = LogListener.of(EventLog.class, (line) -> {
			if (line.contains("stubborn-")) {
				lines.add(line);
			}
		})) {
			TaskFuture<String> stubborn = pool(this.engine, kind, LIMIT).submit(stubborn());
			await().until(() -> lines.stream().anyMatch((line) -> line.contains("was abandoned and replaced")));
			assertThat(lines).anyMatch((line) -> line.contains(expected)).noneMatch((line) -> line.contains(wrong));
			assertThatThrownBy(stubborn::get).hasCauseInstanceOf(TaskOvertimeException.class);
		}
	}

	@Test
	void overtimeIsToldAndASubstituteServesWhileTheThreadGoesOn() throws Exception {
		ParallelPool pool = pool(this.timed, WorkerKind.THREAD, LIMIT);
		TaskFuture<String> stubborn = pool.submit(stubborn());
		this.running.await();
		TaskFuture<String> next = pool.submit(() -> "next");
		haveItAbandoned(pool);
		assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThatThrownBy(stubborn::get).hasCauseInstanceOf(TaskOvertimeException.class);
		assertThat(pool.snapshot().size().abandoned()).isEqualTo(1);
		assertThat(pool.snapshot().size().current()).isEqualTo(1);
		assertThat(pool.snapshot().totals().workers().abandoned()).isEqualTo(1);
		this.release.countDown();
		await().until(() -> pool.snapshot().size().abandoned() == 0);
		assertThat(pool.snapshot().totals().completed()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(this.codes).containsExactlyInAnyOrder("21005", "00000"));
	}

	@Test
	void aCancelledTaskThatGoesOnDoesNotHoldTheQueue() throws Exception {
		ParallelPool pool = pool(Duration.ZERO);
		TaskFuture<String> stubborn = pool.submit(stubborn());
		this.running.await();
		assertThat(stubborn.cancel(true)).isTrue();
		assertThat(pool.submit(() -> "next").get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(this.codes).contains("21004");
	}

	@Test
	void aCancelledTaskThatWasLetRunIsStillEndedWhenItIsOverTime() throws Exception {
		ParallelPool pool = pool(this.timed, WorkerKind.THREAD, LIMIT);
		TaskFuture<String> stubborn = pool.submit(stubborn());
		this.running.await();
		assertThat(stubborn.cancel(false)).isTrue();
		TaskFuture<String> next = pool.submit(() -> "next");
		haveItAbandoned(pool);
		assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(pool.snapshot().totals().workers().abandoned()).isEqualTo(1);
	}

	@Test
	void aForcedStopEndsThoughTheThreadGoesOn() throws Exception {
		ParallelPool pool = pool(Duration.ZERO);
		TaskFuture<String> stubborn = pool.submit(stubborn());
		this.running.await();
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThatThrownBy(() -> stubborn.get(30, TimeUnit.SECONDS)).isInstanceOf(TaskCancelledException.class);
		pool.start();
		assertThat(pool.submit(() -> "again").join()).isEqualTo("again");
	}

	@Test
	void aListenerThatHangsHoldsOneWorkerButNotAForcedStop() throws Exception {
		ParallelPool pool = pool(Duration.ZERO);
		CountDownLatch hanging = new CountDownLatch(1);
		pool.submit(stubborn()).thenAccept((value) -> {
			hanging.countDown();
			Stubborn.await(this.over);
		});
		this.release.countDown();
		hanging.await();
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThat(pool.snapshot().totals().completed()).isEqualTo(1);
	}

	/** Threads that a pool takes for processes. */
	private static final class LikeProcesses extends ForwardingWorkerFactory {

		LikeProcesses(WorkerFactory threads) {
			super(threads);
		}

		@Override
		public WorkerTraits traits() {
			return WorkerTraits.OWN_PROCESS;
		}

	}

}
