package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What every pool does whose workers fetch their own work, whatever they are. */
@EachKind
class PollerContractTests extends PollerFixture {

	PollerContractTests(WorkerKind kind) {
		super(kind);
	}

	@Test
	void fetchesItsOwnWorkAndTellsOfEachPieceOnce() {
		for (int i = 0; i < 8; i++) {
			this.errands.add("errand-" + i);
		}
		ParallelPool pool = withBacklog((recipe) -> recipe.size(0, 3));
		await().until(() -> this.told.ended().size() == 8);
		assertThat(this.told.ended().values()).containsOnly("00000");
		assertThat(this.told.values()).containsExactlyInAnyOrder("did errand-0", "did errand-1", "did errand-2",
				"did errand-3", "did errand-4", "did errand-5", "did errand-6", "did errand-7");
		assertThat(this.told.faults()).isEmpty();
		await().until(() -> pool.snapshot().size().busy() == 0);
		assertThat(pool.snapshot().totals())
			.extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::completed, PoolSnapshot.Totals::failed)
			.containsExactly(8L, 8L, 0L);
		assertThat(pool.snapshot().size().peak()).isLessThanOrEqualTo(3);
	}

	@Test
	void aLookThatFindsNothingIsNoTask() {
		ParallelPool pool = alone((recipe) -> recipe.size(0, 2));
		await().until(() -> this.errands.looks() >= 6);
		assertThat(this.told.isEmpty()).isTrue();
		PoolSnapshot.Totals totals = pool.snapshot().totals();
		assertThat(totals.submitted()).isZero();
		assertThat(totals.completed()).isZero();
		await().until(() -> pool.workers().size() == 2);
		assertThat(pool.workers()).allMatch((worker) -> worker.tasks() == 0);
	}

	@Test
	void restsLongerAndLongerWhileThereIsNothing() {
		long start = System.nanoTime();
		alone((recipe) -> recipe.size(0, 1));
		await().pollInterval(Duration.ofMillis(2)).until(() -> this.errands.looks() >= 7);
		// 10 + 20 + 40 + 80 + 160 + 320
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(630);
	}

	@Test
	void restsAlsoWhileItsLooksFailAndSurvives() throws Exception {
		Files.writeString(this.directory.resolve("broken"), "");
		this.errands.add("errand");
		long start = System.nanoTime();
		ParallelPool pool = withBacklog((recipe) -> recipe.size(1, 1));
		await().pollInterval(Duration.ofMillis(2)).until(() -> this.errands.looks() >= 6);
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(310);
		Files.delete(this.directory.resolve("broken"));
		this.errands.add("another");
		await().until(() -> this.told.values().contains("did another"));
		assertThat(this.told.ended().values()).contains("21399", "00000").doesNotContain("31399");
		assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		await().untilAsserted(() -> assertAccounts(pool));
	}

	@Test
	void aFailureIsATaskThatFailed() {
		this.errands.add("fail-1");
		ParallelPool pool = withBacklog((recipe) -> recipe.size(0, 1));
		await().until(() -> this.told.ended().containsValue("21399"));
		assertThat(this.told.messages()).containsExactly("can't do fail-1");
		await().untilAsserted(() -> assertAccounts(pool));
		assertThat(pool.snapshot().totals().failed()).isEqualTo(1);
	}

	@Test
	void endsALookThatIsOverTime() {
		this.errands.add("endless");
		ParallelPool pool = withBacklog(
				(recipe) -> recipe.size(0, 1).overtime(Duration.ofMillis(1200), OvertimePolicy.KILL));
		await().until(() -> this.told.ended().containsValue("21005"));
		// The next worker may be slow with its first look
		Limits.lift(pool);
		this.errands.add("errand");
		await().until(() -> this.told.values().contains("did errand"));
		assertThat(this.told.faults()).isEmpty();
		await().untilAsserted(() -> assertAccounts(pool));
	}

	@Test
	void aForcedStopEndsALookAndARestartGoesOn() throws Exception {
		this.errands.add("endless");
		ParallelPool pool = withBacklog((recipe) -> recipe.size(0, 1));
		await().until(() -> this.gate.arrivals() == 1);
		pool.forceStop();
		pool.stop(Duration.ofSeconds(30));
		await().until(() -> this.told.ended().values().stream().toList().equals(java.util.List.of("21004")));
		this.errands.add("errand");
		pool.start();
		await().until(() -> this.told.values().contains("did errand"));
		await().untilAsserted(() -> assertAccounts(pool));
	}

	@Test
	void aWorkerThatIsKilledWhileItLooksLeavesAnUnknownOutcome() {
		this.errands.add("endless");
		ParallelPool pool = alone((recipe) -> recipe.size(0, 1));
		await().until(() -> this.gate.arrivals() == 1);
		assertThat(pool.killWorker(pool.workers().get(0).id())).isTrue();
		await().until(() -> this.told.ended().containsValue("31399"));
		this.errands.add("errand");
		await().until(() -> this.told.values().contains("did errand"));
		assertThat(this.told.faults()).isEmpty();
	}

	@Test
	void growsWithTheBacklogUpToItsMaximumAndShrinksToItsMinimum() throws Exception {
		ParallelPool pool = withBacklog((recipe) -> recipe.size(1, 3).release(Duration.ofMillis(200)));
		await().until(() -> pool.snapshot().size().current() == 1);
		for (int i = 0; i < 6; i++) {
			this.errands.add("gated-" + i);
		}
		await().until(() -> this.gate.arrivals() == 3);
		assertThat(pool.snapshot().size().current()).isEqualTo(3);
		await().until(() -> pool.snapshot().queue().size() == 3);
		this.gate.open();
		await().until(() -> this.told.ended().size() == 6);
		await().until(() -> pool.snapshot().size().current() == 1);
		// One more may have come for a backlog that was told a moment before it was done
		PoolSnapshot.Workers workers = pool.snapshot().totals().workers();
		assertThat(workers.idleReleased()).isBetween(2L, 4L).isEqualTo(workers.started() - 1);
		assertThat(pool.snapshot().size().peak()).isEqualTo(3);
		assertThat(pool.snapshot().queue().size()).isZero();
	}

	@Test
	void makesNoWorkerWhileTheBacklogIsZeroAndOneAsSoonAsItIsNot() {
		ParallelPool pool = withBacklog((recipe) -> recipe.size(0, 3));
		await().until(() -> this.questions.get() >= 3);
		assertThat(pool.workers()).isEmpty();
		this.errands.add("errand");
		await().until(() -> this.told.values().contains("did errand"));
		assertThat(pool.snapshot().totals().workers().started()).isPositive();
	}

	@Test
	void callsRestingWorkersAsLongAsThereIsABacklog() {
		started((recipe) -> recipe.size(1, 1), () -> {
			this.questions.incrementAndGet();
			return 1;
		});
		await().until(() -> this.errands.looks() >= 8);
		int looks = this.errands.looks();
		int before = this.questions.get();
		await().until(() -> this.errands.looks() >= looks + 12);
		// By itself it would look once in the time of ten questions
		assertThat(this.questions.get() - before).isBetween(5, 80);
	}

	@Test
	void doesNotCallWorkersWhoseLooksFail() throws Exception {
		Files.writeString(this.directory.resolve("broken"), "");
		started((recipe) -> recipe.size(1, 1), () -> {
			this.questions.incrementAndGet();
			return 1;
		});
		long start = System.nanoTime();
		int looks = looksDuringTenQuestions();
		assertThat(looks).isLessThanOrEqualTo((int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 2);
	}

	/** Counts the looks of a worker that would rest for a second each time by itself. */
	private int looksDuringTenQuestions() {
		await().until(() -> this.errands.looks() >= 8);
		int looks = this.errands.looks();
		int before = this.questions.get();
		await().until(() -> this.questions.get() >= before + 10);
		return this.errands.looks() - looks;
	}

	@Test
	void makesAllItsWorkersAtOnceAndKeepsThemIfNobodyTellsTheBacklog() {
		ParallelPool pool = alone((recipe) -> recipe.size(0, 2).release(Duration.ofMillis(50)));
		await().until(() -> pool.snapshot().size().idle() == 2);
		await().until(() -> this.errands.looks() >= 10);
		assertThat(pool.snapshot().size().current()).isEqualTo(2);
		assertThat(pool.snapshot().totals().workers().idleReleased()).isZero();
		assertThat(pool.snapshot().queue().size()).isZero();
		pool.resize(0, 3);
		await().until(() -> pool.snapshot().size().current() == 3);
		pool.resize(0, 1);
		await().until(() -> pool.snapshot().size().current() == 1);
	}

	@Test
	void doesNotLookWhilePaused() throws Exception {
		ParallelPool pool = alone((recipe) -> recipe.size(0, 1));
		await().until(() -> this.errands.looks() >= 2);
		this.errands.add("gated");
		await().until(() -> this.gate.arrivals() == 1);
		pool.pause();
		assertThat(pool.state()).isEqualTo(PoolState.PAUSING);
		this.gate.open();
		pool.pause(Duration.ofSeconds(30));
		this.errands.add("errand");
		int looks = this.errands.looks();
		await().during(Duration.ofMillis(200)).until(() -> this.errands.looks() == looks);
		assertThat(this.errands.left()).isEqualTo(1);
		pool.resume();
		await().until(() -> this.told.values().contains("did errand"));
		assertThat(this.told.values()).contains("did gated");
	}

	@Test
	void looksOnlyWithTheLockThatItsTasksNeed() throws Exception {
		this.errands.add("gated-1");
		this.errands.add("gated-2");
		ParallelPool pool = started((recipe) -> recipe.size(2, 2), null, "errands");
		await().until(() -> this.gate.arrivals() == 1 && pool.snapshot().size().idle() == 1);
		int looks = this.errands.looks();
		await().during(Duration.ofMillis(200)).until(() -> this.errands.looks() == looks);
		this.gate.open();
		await().until(() -> this.told.ended().size() == 2);
		this.errands.add("errand");
		await().until(() -> this.told.values().contains("did errand"));
		pool.stop(Duration.ofSeconds(30));
		assertThat(this.told.faults()).isEmpty();
	}

	@Test
	void aJoinWaitsUntilEverybodyWasToldOfWhatWasFoundButNotForLooks() throws Exception {
		CountDownLatch telling = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				telling.countDown();
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					throw new AssertionError(ex);
				}
			}

		});
		ParallelPool pool = alone((recipe) -> recipe.size(0, 2));
		await().until(() -> this.errands.looks() >= 2);
		pool.join(Duration.ofSeconds(30));
		this.errands.add("errand");
		assertThat(telling.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(1);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.join(Duration.ofMillis(100)));
		release.countDown();
		pool.join(Duration.ofSeconds(30));
	}

	@Test
	void canNotBeGivenWork() {
		ParallelPool pool = alone((recipe) -> recipe.size(0, 1));
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> pool.submit(() -> 1))
			.withMessageContaining("'work'")
			.withMessageContaining("fetches its own work with its poller 'poller'");
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> pool.send("item"));
		assertThat(pool.snapshot().totals().submitted()).isZero();
	}

	@Test
	void stopsByItselfWhenThereIsNothingLeft() {
		for (int i = 0; i < 20; i++) {
			this.errands.add("errand-" + i);
		}
		ParallelPool pool = withBacklog((recipe) -> recipe.size(0, 3).stoppingByItself());
		await().until(() -> pool.state() == PoolState.STOPPED);
		assertThat(this.told.ended()).hasSize(20);
		assertThat(this.errands.left()).isZero();
		assertThat(pool.snapshot().totals().completed()).isEqualTo(20);
	}

	@Test
	void doesNotStopByItselfBeforeItHasWorked() {
		ParallelPool pool = alone((recipe) -> recipe.size(0, 2).stoppingByItself());
		await().until(() -> this.errands.looks() >= 8);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		this.errands.add("errand");
		await().until(() -> pool.state() == PoolState.STOPPED);
		assertThat(this.told.values()).containsExactly("did errand");
	}

	@Test
	void endsItsLooksWhenTheApplicationCloses() {
		this.errands.add("endless");
		ParallelPool pool = alone((recipe) -> recipe.size(0, 2));
		await().until(() -> this.gate.arrivals() == 1);
		this.pools.close();
		assertThat(this.told.ended().values()).contains("21004");
		assertThat(this.told.faults()).isEmpty();
		assertThat(pool.workers()).extracting(WorkerSnapshot::id).isEmpty();
		assertAccounts(pool);
	}

	static void assertAccounts(ParallelPool pool) {
		PoolSnapshot snapshot = pool.snapshot();
		PoolSnapshot.Totals totals = snapshot.totals();
		assertThat(snapshot.size().busy()).isZero();
		assertThat(totals.submitted()).isEqualTo(totals.completed() + totals.failed() + totals.cancelled());
	}

}
