package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Pools.Recipe;
import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What every pool does that takes its items out of a queue of the application. */
@Timeout(120)
@EachKind
class SourceContractTests {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	Gate gate;

	Pools pools;

	final Told told = new Told();

	private final SlowQueue source = new SlowQueue();

	SourceContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.gate = Gate.in(this.directory);
		this.pools = new Pools(this.workers.kind());
		this.pools.tell(this.told);
	}

	@AfterEach
	void close() {
		this.source.letGo.countDown();
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe) {
		return started(recipe, this.source);
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe, BlockingQueue<Object> queue) {
		return started(recipe, queue, null);
	}

	private ParallelPool started(UnaryOperator<Recipe> recipe, BlockingQueue<Object> queue, @Nullable String lock) {
		WorkSettings work = new WorkSettings("handler", new Feed.Taken("source"),
				Map.of("directory", this.directory.toString()), lock);
		ParallelPool pool = this.pools.open(this.workers.handlingWhatTravels(Errands.Handler.class),
				(standard) -> recipe.apply(standard).work(work), new Supply.Taken(() -> queue));
		pool.start();
		return pool;
	}

	@Test
	void runsWhatIsInTheQueueAndTellsOfEachItemOnce() {
		for (int i = 0; i < 8; i++) {
			this.source.add("item-" + i);
		}
		ParallelPool pool = started((recipe) -> recipe.size(0, 3));
		await().until(() -> this.told.ended().size() == 8);
		assertThat(this.told.values()).hasSize(8).doesNotHaveDuplicates();
		assertThat(this.told.ended().values()).containsOnly("00000");
		this.source.add("late");
		this.source.add("fail-1");
		await().until(() -> this.told.ended().size() == 10);
		assertThat(this.told.values()).contains("did late");
		assertThat(this.told.messages()).containsExactly("can't do fail-1");
		assertThat(this.told.faults()).isEmpty();
		await().untilAsserted(() -> PollerContractTests.assertAccounts(pool));
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(10);
		assertThat(pool.snapshot().size().peak()).isLessThanOrEqualTo(3);
	}

	@Test
	void growsWithTheQueueUpToItsMaximumAndShrinksToItsMinimum() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 3).release(Duration.ofMillis(200)));
		await().until(() -> pool.snapshot().size().idle() == 1);
		for (int i = 0; i < 6; i++) {
			this.source.add("gated-" + i);
		}
		await().until(() -> this.gate.arrivals() == 3);
		await().until(() -> pool.snapshot().queue().size() == 3);
		assertThat(pool.snapshot().size().current()).isEqualTo(3);
		this.gate.open();
		await().until(() -> this.told.ended().size() == 6);
		await().until(() -> pool.snapshot().size().current() == 1);
		// One more may have come for a backlog that was told a moment before it was done
		PoolSnapshot.Workers workers = pool.snapshot().totals().workers();
		assertThat(workers.idleReleased()).isBetween(2L, 4L).isEqualTo(workers.started() - 1);
		assertThat(pool.snapshot().size().peak()).isEqualTo(3);
	}

	@Test
	void takesNoMoreThanAnItemForEachWorkerWhileItWaitsForTheLockThatItsTasksNeed() throws Exception {
		for (int i = 0; i < 10; i++) {
			this.source.add("gated-" + i);
		}
		ParallelPool pool = started((recipe) -> recipe.size(2, 2), this.source, "errands");
		await().until(() -> this.gate.arrivals() == 1 && pool.snapshot().size().idle() == 1);
		await().during(Duration.ofMillis(200)).until(() -> this.gate.arrivals() == 1 && this.source.size() >= 8);
		this.gate.open();
		await().until(() -> this.told.ended().size() == 10);
		assertThat(this.told.ended().values()).containsOnly("00000");
		this.source.add("item");
		await().until(() -> this.told.values().contains("did item"));
		assertThat(this.told.faults()).isEmpty();
	}

	@Test
	void canNotBeGivenWork() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> pool.submit(() -> 1))
			.withMessageContaining("'work'")
			.withMessageContaining("out of the queue 'source'");
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> pool.send("item"));
	}

	@Test
	void holdsAnItemThatWasTakenWhileItPausedAndRunsItOnceItIsResumed() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		takeSlowly("held");
		pool.pause(Duration.ofSeconds(30));
		this.source.letGo.countDown();
		// Before that, the source may have been seen with the item in it.
		await().until(() -> pool.snapshot().totals().submitted() == 1);
		await().until(() -> pool.snapshot().queue().size() == 1);
		assertThat(pool.snapshot().queue().oldestWait()).isPositive();
		assertThat(pool.state()).isEqualTo(PoolState.PAUSED);
		assertThat(this.told.isEmpty()).isTrue();
		this.source.add("behind");
		await().until(() -> pool.snapshot().queue().size() == 2);
		pool.resume();
		await().until(() -> this.told.ended().size() == 2);
		assertThat(this.told.values()).containsExactly("did held", "did behind");
		assertThat(this.told.faults()).isEmpty();
		await().untilAsserted(() -> PollerContractTests.assertAccounts(pool));
	}

	@Test
	void holdsAnItemThatWasTakenWhileItStoppedAndRunsItOnceItIsStartedAgain() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		takeSlowly("held");
		pool.stop();
		this.source.letGo.countDown();
		pool.stop(Duration.ofSeconds(30));
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		assertThat(this.told.isEmpty()).isTrue();
		pool.start();
		await().until(() -> this.told.values().equals(List.of("did held")));
	}

	@Test
	void endsAnItemThatItHoldsWhenTheApplicationCloses() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		takeSlowly("held");
		pool.stop();
		this.source.letGo.countDown();
		pool.stop(Duration.ofSeconds(30));
		this.pools.close();
		this.workers.close();
		assertThat(this.told.ended().values()).containsExactly("21004");
		assertThat(this.told.messages()).allMatch((message) -> message.contains("the application closed"));
		PollerContractTests.assertAccounts(pool);
	}

	@Test
	void anotherWorkerRunsWhatOneHasTakenThatWasKilledMeanwhile() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		takeSlowly("passed on");
		assertThat(pool.killWorker(pool.workers().get(0).id())).isTrue();
		await().until(() -> this.told.values().equals(List.of("did passed on")));
		assertThat(this.told.faults()).isEmpty();
	}

	/** Has a worker take an item and keep it for itself until it is let go. */
	private void takeSlowly(String item) throws InterruptedException {
		this.source.slow = true;
		this.source.add(item);
		assertThat(this.source.taken.await(30, TimeUnit.SECONDS)).isTrue();
		this.source.slow = false;
	}

	@Test
	void anIdleWorkerThatIsKilledLeavesTheQueueAtOnce() {
		ParallelPool pool = started((recipe) -> recipe.size(1, 1).grace(Duration.ofMinutes(10)));
		await().until(() -> pool.snapshot().size().idle() == 1);
		assertThat(pool.killWorker("work-1")).isTrue();
		await().until(() -> pool.workers().stream().map(WorkerSnapshot::id).toList().equals(List.of("work-2")));
		assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
		this.source.add("item");
		await().until(() -> this.told.values().contains("did item"));
	}

	@Test
	void endsItemsThatAreOverTime() {
		this.source.add("endless");
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).overtime(Limits.NEVER, OvertimePolicy.KILL));
		await().until(() -> pool.snapshot().size().busy() == 1);
		this.source.add("item");
		Limits.set(pool, Duration.ofMillis(1200));
		await().until(() -> this.told.ended().containsValue("21005"));
		// The next worker may be slow with its first item.
		Limits.lift(pool);
		await().until(() -> this.told.ended().size() == 2);
		assertThat(this.told.ended().values()).containsExactlyInAnyOrder("21005", "00000");
		await().untilAsserted(() -> PollerContractTests.assertAccounts(pool));
	}

	@Test
	void anItemThatCanNotTravelIsATaskThatFailed() {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		this.source.add(new Cart("basket", new Object()));
		this.source.add("item");
		await().until(() -> this.told.ended().size() == 2);
		assertThat(this.told.ended().values()).containsExactlyInAnyOrder("21399", "00000");
		assertThat(this.told.messages()).singleElement()
			.satisfies((message) -> assertThat(message).contains("java.lang.Object")
				.contains("field 'load' of " + Cart.class.getName()));
		await().untilAsserted(() -> PollerContractTests.assertAccounts(pool));
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	@Test
	void stopsByItselfWhenTheQueueIsEmptyAndNothingRuns() {
		for (int i = 0; i < 20; i++) {
			this.source.add("item-" + i);
		}
		ParallelPool pool = started((recipe) -> recipe.size(0, 3).stoppingByItself());
		await().until(() -> pool.state() == PoolState.STOPPED);
		assertThat(this.told.values()).hasSize(20);
	}

	@Test
	void doesNotStopByItselfWithWhatItsLastTaskHasPutIntoTheQueue() {
		AtomicInteger left = new AtomicInteger(10);
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				if (left.getAndDecrement() > 0) {
					SourceContractTests.this.source.add("item");
				}
			}

		});
		this.source.add("item");
		ParallelPool pool = started((recipe) -> recipe.size(0, 3).stoppingByItself());
		await().until(() -> pool.state() == PoolState.STOPPED);
		assertThat(this.told.values()).hasSize(11);
		assertThat(this.source).isEmpty();
		assertThat(pool.snapshot().queue().size()).isZero();
	}

	@Test
	void survivesAQueueThatThrowsAndDoesNotHammerIt() {
		ThrowingQueue broken = new ThrowingQueue();
		long start = System.nanoTime();
		ParallelPool pool = started((recipe) -> recipe.size(1, 1), broken);
		await().pollInterval(Duration.ofMillis(2)).until(() -> broken.looks.get() >= 6);
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(310);
		assertThat(pool.snapshot().startFailures()).isNull();
		broken.healed = true;
		broken.add("item");
		await().until(() -> this.told.values().contains("did item"));
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(1);
	}

	@Test
	void doesNotHammerAQueueThatDoesNotWait() {
		AtomicInteger looks = new AtomicInteger();
		long start = System.nanoTime();
		started((recipe) -> recipe.size(1, 1), new LinkedBlockingQueue<>() {

			@Override
			public @Nullable Object poll(long timeout, TimeUnit unit) {
				looks.incrementAndGet();
				return poll();
			}

		});
		await().pollInterval(Duration.ofMillis(2)).until(() -> looks.get() >= 6);
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(310);
	}

	@Test
	void isNotHarmedByInterruptsOfTheQueue() {
		this.source.interrupting = true;
		ParallelPool pool = started((recipe) -> recipe.size(1, 1));
		for (int i = 0; i < 5; i++) {
			this.source.add("gated-" + i);
		}
		await().until(() -> this.gate.arrivals() == 1);
		openGate();
		await().until(() -> this.told.ended().size() == 5);
		assertThat(this.told.ended().values()).containsOnly("00000");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
	}

	private void openGate() {
		try {
			this.gate.open();
		}
		catch (java.io.IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** An item that can't travel. */
	@SuppressWarnings("serial")
	private record Cart(String name, Object load) implements java.io.Serializable {
	}

	/** Gives an item to a worker, but lets it have it only when it is let go. */
	@SuppressWarnings("serial")
	private static final class SlowQueue extends LinkedBlockingQueue<Object> {

		private final CountDownLatch taken = new CountDownLatch(1);

		private final CountDownLatch letGo = new CountDownLatch(1);

		private volatile boolean slow;

		private volatile boolean interrupting;

		@Override
		public @Nullable Object poll(long timeout, TimeUnit unit) throws InterruptedException {
			Object item = super.poll(timeout, unit);
			if (item != null && this.slow) {
				this.taken.countDown();
				hold();
			}
			if (this.interrupting) {
				Thread.currentThread().interrupt();
			}
			return item;
		}

		/** Swallows interrupts, so that the item is not lost. */
		private void hold() {
			while (true) {
				try {
					this.letGo.await();
					return;
				}
				catch (InterruptedException ex) {
					this.letGo.countDown();
				}
			}
		}

	}

	/** Is broken until it is healed. */
	@SuppressWarnings("serial")
	private static final class ThrowingQueue extends LinkedBlockingQueue<Object> {

		private final AtomicInteger looks = new AtomicInteger();

		private volatile boolean healed;

		@Override
		public @Nullable Object poll(long timeout, TimeUnit unit) throws InterruptedException {
			this.looks.incrementAndGet();
			if (!this.healed) {
				throw new IllegalStateException("The queue is broken");
			}
			return super.poll(timeout, unit);
		}

		@Override
		public int size() {
			if (!this.healed) {
				throw new IllegalStateException("The queue is broken");
			}
			return super.size();
		}

	}

}
