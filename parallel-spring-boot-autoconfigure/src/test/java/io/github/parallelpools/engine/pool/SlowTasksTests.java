package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.Death;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;

/** A task that runs for long is looked at once, and is not disturbed. */
class SlowTasksTests {

	private static final Duration SLOW = Duration.ofSeconds(1);

	private static final String PLACE = "com.example.Orders.match(Orders.java:42)";

	private final AtomicInteger looks = new AtomicInteger();

	private final ScriptedWorkers workers = ScriptedWorkers.processes().still().words(() -> {
		this.looks.incrementAndGet();
		return "\"main\" RUNNABLE\n\tat " + PLACE + "\n";
	});

	private final StillPool pool = pool(SLOW);

	private StillPool pool(Duration slow) {
		return new StillPool(WorkerKind.PROCESS, this.workers,
				(recipe) -> recipe.size(1, 1)
					.retry(2, 2, 10)
					.slowAfter(slow)
					.overtime(Duration.ofSeconds(5), OvertimePolicy.KILL))
			.opened();
	}

	private HangSnapshot hangs() {
		return this.pool.pool.hangs();
	}

	@Test
	void aShortTaskIsNotLookedAt() {
		this.pool.submit(() -> {
			this.pool.pass(SLOW.minusNanos(1));
			return 1;
		});
		this.pool.worker().step();
		this.pool.pass(SLOW);
		assertThat(this.looks).hasValue(0);
		assertThat(hangs()).isEqualTo(HangSnapshot.NONE);
	}

	@Test
	void aSlowTaskIsLookedAtOnceAndSavedIfItReturns() {
		Execution<Integer> task = this.pool.submit(() -> {
			this.pool.pass(SLOW);
			this.pool.pass(SLOW);
			this.pool.supervise();
			assertThat(hangs().saved()).isZero();
			return 1;
		});
		this.pool.worker().step();
		assertThat(task.join()).isEqualTo(1);
		assertThat(this.looks).hasValue(1);
		assertThat(hangs().place(PLACE)).satisfies((place) -> {
			assertThat(place.slow()).isEqualTo(1);
			assertThat(place.saved()).isEqualTo(1);
			assertThat(place.killed()).isZero();
		});
	}

	@Test
	void aSlowTaskThatThrowsIsSavedToo() {
		this.pool.submit(() -> {
			this.pool.pass(SLOW);
			throw new IllegalStateException("on purpose");
		});
		this.pool.worker().step();
		assertThat(hangs().saved()).isEqualTo(1);
	}

	@Test
	void theNextTaskOfTheWorkerIsLookedAtAgain() {
		for (int i = 0; i < 2; i++) {
			this.pool.submit(() -> {
				this.pool.pass(SLOW);
				return 1;
			});
		}
		this.pool.worker().step();
		this.pool.worker().step();
		assertThat(hangs().slow()).isEqualTo(2);
	}

	@Test
	void aSlowTaskThatIsKilledIsNotSaved() {
		this.pool.submit(() -> {
			this.pool.pass(SLOW);
			this.pool.pass(Duration.ofSeconds(4));
			return 1;
		});
		this.pool.worker().step();
		assertThat(hangs().place(PLACE)).satisfies((place) -> {
			assertThat(place.slow()).isEqualTo(1);
			assertThat(place.killed()).isEqualTo(1);
			assertThat(place.saved()).isZero();
		});
		assertThat(hangs().summary()).isEqualTo("1 of 1 kills hang in Orders.match(Orders.java:42)");
	}

	@Test
	void aRunWhoseWorkerDiedWasNotSavedByTheNextOne() {
		AtomicInteger runs = new AtomicInteger();
		Execution<Integer> task = this.pool.submit(() -> {
			if (runs.incrementAndGet() == 1) {
				this.pool.pass(SLOW);
				throw Death.of("signal 9");
			}
			return 2;
		});
		this.pool.worker().step();
		this.pool.worker().leave();
		this.pool.pass(Duration.ofSeconds(5));
		this.pool.worker().open();
		this.pool.worker().step();
		assertThat(task.join()).isEqualTo(2);
		assertThat(hangs().slow()).isEqualTo(1);
		assertThat(hangs().saved()).isZero();
	}

	@Test
	void aSlowTaskThatIsCancelledIsNotSaved() {
		Execution<Integer> task = this.pool.submit(() -> {
			this.pool.pass(SLOW);
			return 1;
		});
		this.workers.onRun((payload) -> {
			this.pool.pass(SLOW);
			task.cancel(false);
			return 1;
		});
		this.pool.worker().step();
		assertThat(hangs().slow()).isEqualTo(1);
		assertThat(hangs().saved()).isZero();
	}

	@Test
	void theStackOfASlowTaskIsNoPartOfItsResult() {
		Execution<Integer> task = this.pool.submit(() -> {
			this.pool.pass(SLOW);
			return 1;
		});
		this.pool.worker().step();
		assertThat(task.hungAt()).isNull();
	}

	@Test
	void aWorkerThatDoesNotAnswerIsCountedAllTheSame() {
		this.workers.words(() -> null);
		this.pool.submit(() -> {
			this.pool.pass(SLOW);
			return 1;
		});
		this.pool.worker().step();
		assertThat(hangs().place(HangSnapshot.UNKNOWN).saved()).isEqualTo(1);
	}

	@Test
	void aWorkerThatDoesNotAnswerIsAskedAgainLater() {
		AtomicInteger asked = new AtomicInteger();
		this.workers.words(() -> (asked.incrementAndGet() < 3) ? null : "\"main\" RUNNABLE\n\tat " + PLACE + "\n");
		this.pool.submit(() -> {
			this.pool.pass(SLOW);
			assertThat(asked).hasValue(1);
			assertThat(hangs()).as("nothing is known yet").isEqualTo(HangSnapshot.NONE);
			this.pool.pass(Duration.ofMillis(999));
			assertThat(asked).hasValue(1);
			this.pool.pass(Duration.ofMillis(1));
			assertThat(asked).hasValue(2);
			this.pool.pass(Duration.ofSeconds(2));
			assertThat(asked).hasValue(3);
			assertThat(hangs().place(PLACE).slow()).isEqualTo(1);
			return 1;
		});
		this.pool.worker().step();
		assertThat(hangs().place(PLACE).saved()).isEqualTo(1);
		assertThat(hangs().place(HangSnapshot.UNKNOWN)).isNull();
	}

	@Test
	void aWorkerThatNeverAnswersIsNotAskedForEver() {
		AtomicInteger asked = new AtomicInteger();
		StillPool patient = new StillPool(WorkerKind.PROCESS, this.workers.words(() -> {
			asked.incrementAndGet();
			return null;
		}), (recipe) -> recipe.size(1, 1).slowAfter(SLOW)).opened();
		patient.submit(() -> {
			for (int i = 0; i < 100; i++) {
				patient.pass(SLOW);
			}
			return 1;
		});
		patient.worker().step();
		assertThat(asked).hasValue(SlowLook.MOST);
		assertThat(patient.pool.hangs().place(HangSnapshot.UNKNOWN)).returns(1L, HangSnapshot.Place::slow)
			.returns(1L, HangSnapshot.Place::saved);
	}

	@Test
	void whereItIsOffNobodyIsAskedBeforeAKill() {
		StillPool off = pool(Duration.ZERO);
		off.submit(() -> {
			off.pass(Duration.ofSeconds(4));
			assertThat(this.looks).hasValue(0);
			off.pass(Duration.ofSeconds(1));
			return 1;
		});
		off.worker().step();
		assertThat(off.pool.hangs().slow()).isZero();
		assertThat(off.pool.hangs().killed()).isEqualTo(1);
	}

}
