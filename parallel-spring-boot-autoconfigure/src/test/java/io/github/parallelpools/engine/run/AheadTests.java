package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.QuietOwner;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.task.TaskOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/** The tasks that a worker has ahead, walked through by hand. */
class AheadTests {

	private static final long NEVER = Long.MAX_VALUE;

	private final Ahead ahead = new Ahead();

	private final SharedStore store = SharedStore.inMemory();

	private final Runner loop = new CallerRunner(
			new LoopServices(this, new QuietHost(), RealWorkers.threads(),
					new LockGate(this.store.locks(), null, Runnable::run, () -> 0),
					new TaskLocks(this.store.locks(), Runnable::run), () -> 0, () -> Duration.ZERO, Runnable::run,
					new PoolEvents("pool", List.of(), () -> false, Runnable::run)),
			new WorkerSpec("pool", "caller", Map.of()));

	private final Execution<?> first = task();

	private final Execution<?> second = task();

	private final Execution<?> third = task();

	@BeforeEach
	void reserve() {
		this.ahead.reserve(64);
	}

	private static Execution<?> task() {
		return new Execution<>(new QuietOwner(), "payload", null, TaskOptions.DEFAULTS, 0);
	}

	/** The loop is with the first task, the worker has the two others, too. */
	private void sendAll() {
		this.ahead.sendsFirst(this.first, 100);
		for (Execution<?> task : List.of(this.second, this.third)) {
			this.ahead.add(new Assignment().put(task));
			Assignment sent = this.ahead.sends(task, 100);
			assertThat(sent).isNotNull();
			this.ahead.given(sent, () -> new TaskOutcome.Succeeded(null));
		}
	}

	private Execution<?> next() {
		Assignment next = this.ahead.next(this.loop);
		return (next != null) ? next.task() : null;
	}

	@Test
	void aTaskBeginsWhenTheOneBeforeHasEnded() {
		sendAll();
		assertThat(this.ahead.running()).isSameAs(this.first);
		assertThat(this.second.hasBegun()).isFalse();
		assertThat(this.ahead.waiting()).isEqualTo(2);
		assertThat(this.ahead.ended(this.first, 150)).isTrue();
		assertThat(this.ahead.running()).isSameAs(this.second);
		assertThat(this.second.hasBegun()).isTrue();
		assertThat(this.second.startedNanos()).isEqualTo(150);
		assertThat(this.ahead.waiting()).isEqualTo(1);
		assertThat(next()).isSameAs(this.second);
		assertThat(this.loop.taken()).isSameAs(this.second);
		assertThat(this.ahead.ended(this.second, 170)).isTrue();
		assertThat(this.ahead.ended(this.third, 180)).isTrue();
		assertThat(this.ahead.running()).isNull();
		assertThat(next()).isSameAs(this.third);
		assertThat(next()).isNull();
		assertThat(this.ahead.isEmpty()).isTrue();
	}

	@Test
	void aTaskThatComesWhenAllHaveEndedBeginsAtOnce() {
		sendAll();
		List.of(this.first, this.second, this.third).forEach((task) -> this.ahead.ended(task, 200));
		Execution<?> fourth = task();
		this.ahead.add(new Assignment().put(fourth));
		assertThat(fourth.hasBegun()).isFalse();
		this.ahead.sends(fourth, 300);
		assertThat(this.ahead.running()).isSameAs(fourth);
		assertThat(fourth.startedNanos()).isEqualTo(300);
	}

	@Test
	void theEndOfATaskThatIsExecutedAloneIsNobodysStart() {
		this.first.started(0);
		assertThat(this.ahead.ended(this.first, 10)).isFalse();
	}

	@Test
	void resultsThatTheLoopDoesNotComeForAreLate() {
		sendAll();
		this.ahead.ended(this.first, 150);
		assertThat(this.ahead.endedNanos(NEVER)).as("the loop waits for the second").isEqualTo(NEVER);
		assertThat(this.ahead.pollEnded(false)).isNull();
		this.ahead.ended(this.second, 160);
		assertThat(this.ahead.endedNanos(NEVER)).isEqualTo(160);
		assertThat(this.ahead.pollEnded(false).task()).isSameAs(this.second);
		assertThat(this.ahead.pollEnded(false)).as("the third one runs").isNull();
		assertThat(this.ahead.hasEnded()).isFalse();
		assertThat(next()).isSameAs(this.third);
	}

	@Test
	void whatHasNotBegunComesBackWhenItIsAskedForOnce() {
		sendAll();
		assertThat(this.ahead.isAskable()).isTrue();
		assertThat(this.ahead.ask()).isTrue();
		assertThat(this.ahead.ask()).as("again").isFalse();
		assertThat(this.ahead.isAskable()).isFalse();
		assertThat(this.ahead.returned(this.third)).isTrue();
		assertThat(this.ahead.returned(this.second)).isTrue();
		assertThat(this.ahead.waiting()).isZero();
		assertThat(next()).isNull();
	}

	@Test
	void whatHasBegunDoesNotComeBack() {
		sendAll();
		this.ahead.ask();
		this.ahead.ended(this.first, 150);
		assertThat(this.ahead.returned(this.second)).isFalse();
		assertThat(this.ahead.running()).isSameAs(this.second);
		assertThat(this.ahead.returned(this.third)).isTrue();
		assertThat(next()).isSameAs(this.second);
	}

	@Test
	void whoAsksTooEarlyIsToldToAskAgain() {
		this.ahead.sendsFirst(this.first, 100);
		this.ahead.add(new Assignment().put(this.second));
		Assignment sent = this.ahead.sends(this.second, 100);
		assertThat(this.ahead.ask()).as("before the worker has it").isTrue();
		assertThat(this.ahead.given(sent, () -> new TaskOutcome.Succeeded(null))).isTrue();
		this.ahead.notAsked();
		assertThat(this.ahead.isAskable()).isTrue();
	}

	@Test
	void nothingIsGivenToAWorkerThatIsAboutToBeKilled() {
		this.first.started(0);
		this.ahead.ended(this.first, 1000);
		assertThat(this.ahead.room(64)).isPositive();
		this.ahead.add(new Assignment().put(this.second));
		this.ahead.seal(true);
		assertThat(this.ahead.room(64)).isZero();
		assertThat(this.ahead.sends(this.second, 100)).isNull();
		assertThat(this.ahead.sendsFirst(this.third, 100)).isFalse();
		this.ahead.seal(false);
		assertThat(this.ahead.sends(this.second, 100)).isNotNull();
		assertThat(this.ahead.running()).isSameAs(this.second);
		this.ahead.unbegin(this.second);
		assertThat(this.ahead.running()).isNull();
		assertThat(this.ahead.isEmpty()).isTrue();
	}

	@Test
	void whatWaitsBehindASlowTaskIsKnown() {
		sendAll();
		assertThat(this.ahead.heldUpSince(NEVER)).isEqualTo(100);
		this.ahead.ask();
		assertThat(this.ahead.heldUpSince(NEVER)).as("it was asked back").isEqualTo(NEVER);
	}

	@Test
	void nobodyWaitsForResultsOfADeadWorker() {
		sendAll();
		this.ahead.ended(this.first, 150);
		assertThat(this.ahead.pollEnded(false)).isNull();
		assertThat(this.ahead.pollEnded(true).task()).isSameAs(this.second);
	}

	@Test
	void whatTheWorkerWasNotGivenIsTakenBackWithoutAsking() {
		sendAll();
		Execution<?> fourth = task();
		this.ahead.add(new Assignment().put(fourth));
		assertThat(this.ahead.firstFresh()).isSameAs(fourth);
		assertThat(this.ahead.pollFresh()).isSameAs(fourth);
		assertThat(this.ahead.sends(fourth, 100)).isNull();
		assertThat(this.ahead.waiting()).isEqualTo(2);
	}

	@Test
	void whatNobodyWantsIsKnownIfItBeginsAllTheSame() {
		sendAll();
		assertThat(this.ahead.isWaiting(this.second, false)).isTrue();
		assertThat(this.ahead.isUnwanted(this.second)).isFalse();
		assertThat(this.ahead.isWaiting(this.third, true)).isTrue();
		assertThat(this.ahead.isUnwanted(this.third)).isTrue();
		assertThat(this.ahead.isWaiting(this.first, true)).as("it has begun").isFalse();
		assertThat(this.ahead.isUnwanted(this.first)).isTrue();
		this.ahead.ended(this.first, 150);
		assertThat(this.ahead.isUnwanted(this.first)).isFalse();
	}

	@Test
	void aCancelledTaskThatGoesBackIsForgotten() {
		this.ahead.sendsFirst(this.first, 100);
		this.ahead.add(new Assignment().put(this.second));
		assertThat(this.ahead.isWaiting(this.second, true)).isTrue();
		assertThat(this.ahead.pollFresh()).isSameAs(this.second);
		assertThat(this.ahead.isUnwanted(this.second)).isFalse();
	}

	@Test
	void aWorkerMayHaveWhatItRunsInAMillisecond() {
		assertThat(this.ahead.room(64)).as("nothing is known").isZero();
		this.first.started(0);
		this.ahead.ended(this.first, 100_000);
		assertThat(this.ahead.room(64)).as("ten, and one is with the loop").isEqualTo(9);
		assertThat(this.ahead.room(4)).isEqualTo(3);
		List<Execution<?>> tasks = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			tasks.add(task());
			this.ahead.add(new Assignment().put(tasks.get(i)));
		}
		assertThat(this.ahead.room(64)).as("it has more than half").isZero();
		assertThat(this.ahead.drain()).isEqualTo(tasks);
		Execution<?> slow = task();
		slow.started(0);
		this.ahead.ended(slow, 50_000_000);
		assertThat(this.ahead.room(64)).as("one slow task counts a quarter").isZero();
	}

	@Test
	void whoClearsWaitsUntilAllHasBegunOrGone() throws Exception {
		assertThat(this.ahead.awaitBegun(0)).isTrue();
		sendAll();
		assertThat(this.ahead.awaitBegun(1)).isFalse();
		Thread clearing = new Thread(() -> {
			this.ahead.returned(this.third);
			this.ahead.returned(this.second);
		});
		clearing.start();
		assertThat(this.ahead.awaitBegun(Duration.ofSeconds(60).toNanos())).isTrue();
		clearing.join();
	}

	@Test
	void everythingIsTakenOutOfAWorkerThatIsGivenUp() {
		sendAll();
		this.ahead.ended(this.first, 150);
		assertThat(this.ahead.drain()).isEqualTo(List.of(this.second, this.third));
		assertThat(this.ahead.isEmpty()).isTrue();
		assertThat(this.ahead.running()).isNull();
	}

}
