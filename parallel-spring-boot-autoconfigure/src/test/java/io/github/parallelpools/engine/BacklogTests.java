package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.engine.pool.WorkerPool;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Backlogs are the application's code: they may fail, hang and lie. */
@Timeout(60)
class BacklogTests {

	private final AtomicLong supervisions = new AtomicLong();

	private final AtomicInteger looks = new AtomicInteger();

	private final AtomicInteger questions = new AtomicInteger();

	private final CountDownLatch release = new CountDownLatch(1);

	private final ParallelEngine engine = new ParallelEngine(this::now, SharedStore.inMemory(), Duration.ofMillis(5));

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final LogListener listener = new LogListener(ParallelEngine.class.getPackageName() + ".feed.Trouble",
			(entry) -> {
				if (LogListener.text(entry).contains("'fed'")) {
					this.log.add(LogListener.text(entry));
				}
			});

	private long now() {
		if (Thread.currentThread().getName().equals("parallel-supervisor")) {
			this.supervisions.incrementAndGet();
		}
		return System.nanoTime();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.engine.close();
		this.listener.close();
	}

	private ParallelPool pool(int min, int max, TaskPoller<?> poller, @Nullable LongSupplier backlog) {
		return this.engine.open(settings(min, max, WorkSettings.polledBy("poller", "backlog", Map.of())),
				ThreadWorkerFactory.polling(LoopThreads.platform(getClass().getClassLoader()), () -> poller), List::of,
				new Supply.Polled((backlog != null) ? () -> backlog : null));
	}

	private static PoolSettings settings(int min, int max, WorkSettings work) {
		return PoolRecipe.of("fed", WorkerKind.THREAD).size(min, max).work(work).settings();
	}

	private @Nullable Object nothing() {
		this.looks.incrementAndGet();
		return null;
	}

	@Test
	void theSupervisorSleepsWhileNoPoolHasABacklog() {
		pool(0, 2, (context) -> nothing(), null).start();
		await().until(() -> this.looks.get() >= 6);
		await().until(() -> isNobodyAskedDuring(8));
	}

	/**
	 * Whether neither the supervisor nor the backlog does anything while workers look so
	 * often. A call that began before that may be counted late.
	 */
	private boolean isNobodyAskedDuring(int looks) {
		long supervisions = this.supervisions.get();
		int questions = this.questions.get();
		int before = this.looks.get();
		await().until(() -> this.looks.get() >= before + looks);
		return this.supervisions.get() == supervisions && this.questions.get() == questions;
	}

	@Test
	void theSupervisorSleepsWhileThePoolDoesNotWork() throws Exception {
		ParallelPool pool = pool(1, 1, (context) -> nothing(), this.questions::incrementAndGet);
		pool.start();
		await().until(() -> this.questions.get() >= 3);
		pool.stop(Duration.ofSeconds(30));
		ParallelPool other = pool(0, 1, (context) -> nothing(), null);
		other.start();
		int looks = this.looks.get();
		await().until(() -> this.looks.get() >= looks + 6);
		await().until(() -> isNobodyAskedDuring(2));
	}

	@Test
	void isAskedWhileNothingElseHappensAndByOneThreadAtATime() {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		ParallelPool pool = pool(0, 3, (context) -> nothing(), () -> {
			most.accumulateAndGet(inside.incrementAndGet(), Math::max);
			Thread.yield();
			inside.decrementAndGet();
			this.questions.incrementAndGet();
			return 0;
		});
		pool.start();
		await().until(() -> {
			pool.snapshot();
			return this.questions.get() >= 30;
		});
		assertThat(most).hasValue(1);
		assertThat(pool.snapshot().totals().workers().started()).isZero();
	}

	@Test
	void isNotAskedAgainWhileItHangsAndHoldsNobodyUp() throws Exception {
		ParallelPool pool = pool(1, 3, (context) -> nothing(), () -> {
			this.questions.incrementAndGet();
			awaitRelease();
			return 2;
		});
		pool.start();
		await().until(() -> this.looks.get() >= 8 && this.questions.get() > 0);
		assertThat(this.questions).hasValue(1);
		assertThat(pool.snapshot().size().current()).isEqualTo(1);
		pool.pause(Duration.ofSeconds(30));
		pool.resume();
		assertThat(pool.snapshot().queue().size()).isZero();
		pool.stop(Duration.ofSeconds(30));
		assertThat(this.questions).hasValue(1);
		pool.start();
		this.release.countDown();
		await().until(() -> pool.snapshot().size().current() >= 2);
		assertThat(pool.snapshot().queue().size()).isBetween(0, 2);
	}

	@Test
	void isGivenUpAfterTenSecondsAndToldToBe() {
		AtomicLong backlog = new AtomicLong(5);
		ParallelPool pool = pool(0, 1, (context) -> {
			awaitRelease();
			return "done";
		}, () -> {
			if (this.questions.incrementAndGet() > 1) {
				awaitRelease();
			}
			return backlog.get();
		});
		pool.start();
		await().until(() -> this.questions.get() == 2 && pool.snapshot().queue().size() == 4);
		Supervisor.Watched watch = ((WorkerPool) pool).watched().get(1);
		long late = System.nanoTime() + Duration.ofSeconds(11).toNanos();
		assertThat(watch.check(late) - late).isGreaterThan(Duration.ofDays(365).toNanos());
		assertThat(pool.snapshot().queue().size()).isZero();
		watch.check(late);
		await().untilAsserted(() -> assertThat(this.log)
			.containsExactly("The backlog of pool 'fed' has not answered for 10 s; it counts as 0 until it answers"));
		backlog.set(0);
		this.release.countDown();
		await().until(() -> this.log.contains("The backlog of pool 'fed' works again"));
	}

	@Test
	void countsAsZeroWhileItFailsAndIsLoggedOnce() {
		AtomicInteger working = new AtomicInteger();
		ParallelPool pool = pool(0, 2, (context) -> nothing(), () -> {
			if (working.get() == 1) {
				return 1;
			}
			this.questions.incrementAndGet();
			throw new IllegalStateException("The database is down");
		});
		pool.start();
		await().until(() -> this.questions.get() >= 5);
		assertThat(pool.snapshot().totals().workers().started()).isZero();
		assertThat(this.log).containsExactly("The backlog of pool 'fed' failed; it counts as 0 until it answers");
		working.set(1);
		await().until(() -> pool.snapshot().totals().workers().started() >= 1);
		assertThat(this.log).last().isEqualTo("The backlog of pool 'fed' works again");
		int before = this.questions.get();
		working.set(0);
		await().until(() -> this.questions.get() >= before + 5);
		assertThat(this.log).hasSize(3);
	}

	@Test
	void mayBeNegativeOrEnormous() {
		AtomicLong backlog = new AtomicLong(Long.MIN_VALUE);
		ParallelPool pool = pool(0, 3, (context) -> nothing(), () -> {
			this.questions.incrementAndGet();
			return backlog.get();
		});
		pool.start();
		await().until(() -> this.questions.get() >= 3);
		assertThat(pool.snapshot().size().current()).isZero();
		assertThat(pool.snapshot().queue().size()).isZero();
		backlog.set(Long.MAX_VALUE);
		await().until(() -> pool.snapshot().size().current() == 3);
		await().until(() -> pool.snapshot().queue().size() == Integer.MAX_VALUE);
		assertThat(pool.snapshot().size().peak()).isEqualTo(3);
	}

	@Test
	void isAskedForTheFiguresOfAPoolThatIsStopped() throws Exception {
		AtomicLong backlog = new AtomicLong();
		ParallelPool pool = pool(0, 1, (context) -> nothing(), backlog::get);
		pool.start();
		pool.stop(Duration.ofSeconds(30));
		backlog.set(7);
		await().until(() -> pool.snapshot().queue().size() == 7);
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void thatCanNotBeMadeKeepsThePoolFromStarting() {
		ParallelPool pool = this.engine.open(settings(0, 1, WorkSettings.takenFrom("source", "handler", Map.of())),
				RealWorkers.threads(), List::of, new Supply.Taken(() -> {
					throw new IllegalStateException("No such queue");
				}));
		assertThatIllegalStateException().isThrownBy(pool::start).withMessage("No such queue");
		assertThat(pool.state()).isEqualTo(PoolState.NEW);
	}

	@Test
	void aPoolIsNotFedByWhatItsSettingsDoNotTellOf() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.engine.open(settings(0, 1, WorkSettings.SUBMITTED),
				RealWorkers.threads(), List::of, new Supply.Taken(LinkedBlockingQueue::new)))
			.withMessageContaining("'fed'");
	}

	private void awaitRelease() {
		while (true) {
			try {
				this.release.await();
				return;
			}
			catch (InterruptedException ex) {
				continue;
			}
		}
	}

}
