package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.engine.pool.PoolLock.Held;
import io.github.parallelpools.engine.run.Runner;
import io.github.parallelpools.engine.run.SteppedLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.Death;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.task.TaskOutcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who is hired, who leaves and who is given up. */
@Timeout(60)
class StaffingTests {

	private static final TaskOutcome FORCED = new TaskOutcome.Cancelled("its pool was stopped by force");

	private final ScriptedWorkers workers = ScriptedWorkers.threads().still();

	private StillPool pool(UnaryOperator<PoolRecipe> recipe) {
		return new StillPool(WorkerKind.THREAD, this.workers, recipe);
	}

	/** A pool of one worker, which has taken a task. */
	private StillPool busy() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1)).opened();
		pool.put("taken");
		assertThat(pool.worker().take()).isNotNull();
		return pool;
	}

	@Test
	void theFirstWorkersAreHiredWhenThePoolStarts() {
		StillPool pool = pool((recipe) -> recipe.size(2, 4));
		assertThat(pool.workerIds()).isEmpty();
		pool.started();
		assertThat(pool.workerIds()).containsExactly("work-1", "work-2");
		assertThat(this.workers.started()).containsExactly("parallel-work-1", "parallel-work-2");
		assertThat(pool.size().starting()).isEqualTo(2);
	}

	@Test
	void whatWasQueuedBeforeTheStartHasWorkersHired() {
		StillPool pool = pool((recipe) -> recipe.size(0, 2));
		for (int i = 0; i < 5; i++) {
			pool.put(i);
		}
		assertThat(pool.workerIds()).isEmpty();
		assertThat(pool.started().workerIds()).containsExactly("work-1", "work-2");
	}

	@Test
	void whoDoesNotStartIsReplacedAfterAPauseThatIsDoubled() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1)).started();
		pool.worker().fail("no luck");
		assertThat(pool.workerIds()).isEmpty();
		assertThat(pool.pool.snapshot().startFailures().message()).isEqualTo("no luck");
		pool.pass(Duration.ofMillis(99));
		assertThat(pool.workerIds()).isEmpty();
		pool.pass(Duration.ofMillis(1));
		assertThat(pool.workerIds()).containsExactly("work-2");
		pool.worker().fail("no luck");
		pool.pass(Duration.ofMillis(199));
		assertThat(pool.workerIds()).isEmpty();
		pool.pass(Duration.ofMillis(1));
		assertThat(pool.workerIds()).containsExactly("work-3");
	}

	@Test
	void startsThatFailTogetherAreOneFailureToTheBackoff() {
		StillPool pool = pool((recipe) -> recipe.size(8, 8)).started();
		assertThat(pool.workerIds()).hasSize(8);
		pool.workers().forEach((worker) -> worker.fail("no luck"));
		pool.pass(Duration.ofMillis(99));
		assertThat(pool.workerIds()).isEmpty();
		pool.pass(Duration.ofMillis(1));
		assertThat(pool.workerIds()).hasSize(8).contains("work-9");
	}

	@Test
	void whoeverLeavesWithoutAFailureIsReplacedAtOnceIfWanted() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1)).opened();
		pool.worker().leave();
		assertThat(pool.workerIds()).containsExactly("work-2");
	}

	@Test
	void whatFailsWhileThePoolStopsIsNoTroubleOfAStoppedPool() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1)).started();
		SteppedLoop worker = pool.worker();
		pool.pool.stop();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPING);
		worker.fail("no luck");
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThat(pool.pool.snapshot().startFailures()).isNull();
		pool.pass(Duration.ofMinutes(1));
		assertThat(pool.workerIds()).isEmpty();
	}

	@Test
	void inTroubleOneIsHiredToSeeWhetherItIsOver() {
		StillPool pool = pool((recipe) -> recipe.size(0, 3)).started();
		Execution<String> task = pool.put("nobody wants it");
		pool.worker().fail("no luck");
		task.cancel(true);
		assertThat(pool.queued()).isZero();
		pool.pass(Duration.ofMillis(100));
		assertThat(pool.workerIds()).as("for nothing but that").containsExactly("work-2");
		pool.supervise();
		assertThat(pool.workerIds()).as("one is enough").hasSize(1);
		pool.worker().open();
		pool.meanwhile(() -> assertThat(pool.pool.snapshot().startFailures()).isNull());
		pool.meanwhile(() -> pool.parts.staffing.dismiss("work-2"));
		assertThat(pool.worker().take()).isNull();
		pool.worker().leave();
		assertThat(pool.workerIds()).as("the trouble is over").isEmpty();
	}

	@Test
	void aStartThatFindsNoMemoryIsRepeatedInASecond() {
		AtomicBoolean isShort = new AtomicBoolean(true);
		StillPool pool = new StillPool(WorkerKind.THREAD, new ForwardingWorkerFactory(this.workers) {

			@Override
			public Thread thread(String name, Runnable loop) {
				if (isShort.getAndSet(false)) {
					throw new OutOfMemoryError("on purpose");
				}
				return super.thread(name, loop);
			}

		}, (recipe) -> recipe.size(1, 1));
		assertThat(pool.started().workerIds()).isEmpty();
		assertThat(pool.size().current()).isZero();
		pool.pass(Duration.ofSeconds(1));
		assertThat(pool.workerIds()).hasSize(1);
	}

	@Test
	void aThreadThatCanNotBeStartedIsAStartThatFailed() {
		StillPool pool = new StillPool(WorkerKind.THREAD, new ForwardingWorkerFactory(this.workers) {

			@Override
			public Thread thread(String name, Runnable loop) {
				return new Thread(loop, name) {

					@Override
					public synchronized void start() {
						throw new OutOfMemoryError("unable to create native thread");
					}

				};
			}

		}, (recipe) -> recipe.size(1, 1));
		assertThat(pool.started().workerIds()).isEmpty();
		assertThat(pool.totals().workers().startFailures()).isEqualTo(1);
		assertThat(pool.pool.snapshot().startFailures().message()).contains("its thread could not be started",
				"unable to create native thread");
	}

	@Test
	void nobodyIsHiredForTasksWhileThePoolIsPausedButThoseThatAreAlwaysKept() {
		StillPool pool = pool((recipe) -> recipe.size(1, 3)).started();
		pool.pool.pause();
		for (int i = 0; i < 3; i++) {
			pool.put(i);
		}
		assertThat(pool.workerIds()).containsExactly("work-1");
		pool.worker().open();
		pool.worker().leave();
		assertThat(pool.workerIds()).containsExactly("work-2");
		pool.pool.resume();
		assertThat(pool.workerIds()).containsExactly("work-2", "work-3", "work-4");
	}

	@Test
	void successorsAreHiredOneAtATime() {
		StillPool pool = pool((recipe) -> recipe.size(2, 2).recycle(new RecycleSettings(0, Duration.ofMinutes(1), 0)));
		for (int i = 0; i < 2; i++) {
			pool.put(i);
		}
		pool.opened();
		pool.workers().forEach(SteppedLoop::take);
		pool.pass(Duration.ofMinutes(1));
		assertThat(pool.workerIds()).as("both are too old").containsExactly("work-1", "work-2", "work-3");
		pool.supervise();
		assertThat(pool.workerIds()).hasSize(3);
	}

	@Test
	void whoComesBackFromATaskMeanwhileIsNotGivenUp() {
		StillPool pool = busy();
		Execution<?> task = pool.worker().loop().taken();
		Runner runner = pool.worker().loop();
		assertThat(pool.parts.staffing.abandon(runner, null)).as("the task before").isFalse();
		assertThat(pool.size().abandoned()).isZero();
		assertThat(pool.parts.staffing.abandon(runner, task)).isTrue();
		assertThat(pool.parts.staffing.abandon(runner, task)).as("the second time").isFalse();
		assertThat(pool.totals().workers().abandoned()).isEqualTo(1);
	}

	@Test
	void whoWasGivenUpIsReplacedAndCountedUntilItEnds() {
		StillPool pool = busy();
		Execution<?> task = pool.worker().loop().taken();
		SteppedLoop abandoned = pool.worker();
		pool.parts.staffing.abandon(abandoned.loop(), task);
		assertThat(pool.size()).satisfies((size) -> {
			assertThat(size.abandoned()).isEqualTo(1);
			assertThat(size.current()).isZero();
		});
		pool.supervise();
		assertThat(pool.workerIds()).containsExactly("work-2");
		abandoned.execute(task);
		assertThat(abandoned.take()).isNull();
		abandoned.leave();
		assertThat(pool.size().abandoned()).isZero();
		assertThat(pool.workerIds()).containsExactly("work-2");
	}

	@Test
	void aSubstituteIsHiredForAWorkerWhoseTaskIsOverTime() {
		StillPool pool = pool(
				(recipe) -> recipe.size(0, 1).replacements(1).overtime(Duration.ofSeconds(1), OvertimePolicy.REPLACE))
			.started();
		List<String> present = new ArrayList<>();
		Execution<String> slow = pool.submit(() -> {
			pool.put("waits");
			pool.pass(Duration.ofMillis(999));
			present.add(pool.workerIds().toString());
			pool.pass(Duration.ofMillis(1));
			present.add(pool.workerIds().toString());
			return "slow";
		});
		pool.worker().open();
		pool.worker().step();
		assertThat(slow.join()).isEqualTo("slow");
		assertThat(present).containsExactly("[work-1]", "[work-1, work-2]");
		assertThat(pool.totals().overtime().replaced()).isEqualTo(1);
		assertThat(pool.workers().get(0).take()).as("its substitute stays").isNull();
	}

	@Test
	void nobodyStandsInForAWorkerThatHasAnotherTaskByNow() {
		StillPool pool = busy();
		pool.put("waits");
		Runner runner = pool.worker().loop();
		Execution<?> earlier = pool.prepare(() -> "earlier");
		pool.parts.staffing.replace(runner, earlier);
		pool.parts.staffing.relieve(runner, earlier);
		assertThat(pool.workerIds()).hasSize(1);
		assertThat(pool.totals().overtime().replaced()).isZero();
	}

	@Test
	void anotherOneTakesThePlaceOfAWorkerThatIsAboutToBeKilled() {
		StillPool pool = busy();
		Execution<?> task = pool.worker().loop().taken();
		pool.put("waits");
		assertThat(pool.workerIds()).hasSize(1);
		pool.parts.staffing.relieve(pool.worker().loop(), task);
		assertThat(pool.workerIds()).containsExactly("work-1", "work-2");
		assertThat(pool.size().current()).as("one of them counts").isEqualTo(1);
		SteppedLoop survivor = pool.workers().get(0);
		survivor.execute(task);
		assertThat(survivor.take()).as("it came back, and there are two").isNull();
	}

	@Test
	void whoIsDismissedByItsIdIsToldAndNobodyElse() {
		StillPool pool = pool((recipe) -> recipe.size(2, 2)).opened();
		assertThat(pool.parts.staffing.dismiss("work-3")).isNull();
		assertThat(pool.parts.staffing.dismiss("work-2")).isSameAs(pool.workers().get(1).loop());
		assertThat(pool.workers()).extracting((worker) -> worker.loop().member().isDismissed())
			.containsExactly(false, true);
	}

	@Test
	void whenAllAreDismissedThePoolStopsAndNobodyTakesAnything() {
		StillPool pool = pool((recipe) -> recipe.size(2, 2)).opened();
		for (int i = 0; i < 3; i++) {
			pool.put(i);
		}
		List<SteppedLoop> all = pool.workers();
		all.forEach(SteppedLoop::take);
		List<Runner> dismissed = pool.parts.staffing.dismissAll();
		assertThat(dismissed).containsExactlyElementsOf(all.stream().map(SteppedLoop::loop).toList());
		assertThat(all).allMatch((worker) -> worker.loop().member().isDismissed());
		assertThat(pool.state()).isEqualTo(PoolState.STOPPING);
		assertThat(all).allMatch((worker) -> worker.take() == null);
		all.forEach(SteppedLoop::leave);
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		assertThat(pool.workerIds()).isEmpty();
		assertThat(pool.queued()).isEqualTo(1);
	}

	@Test
	void aLargerPoolHiresAtOnceAndASmallerOneLetsGo() {
		StillPool pool = pool((recipe) -> recipe.size(1, 1)).opened();
		pool.pool.resize(3, 3);
		assertThat(pool.workerIds()).containsExactly("work-1", "work-2", "work-3");
		pool.workers().stream().skip(1).forEach(SteppedLoop::open);
		pool.pool.resize(0, 2);
		pool.put("for those who stay");
		List<SteppedLoop> all = pool.workers();
		assertThat(all.get(0).take()).as("one too many").isNull();
		assertThat(all.get(1).take()).isNotNull();
		assertThat(pool.pool.settings().size().max()).isEqualTo(2);
	}

	@Test
	void anEndThatIsDecidedByForceIsThatOfWhatTheWorkerHas() {
		StillPool pool = busy();
		Execution<?> task = pool.worker().loop().taken();
		assertThat(pool.parts.staffing.end(pool.worker().loop(), FORCED)).isSameAs(task);
		assertThat(task.outcome()).isEqualTo(FORCED);
		pool.worker().execute(task);
		assertThat(task).isCancelled();
		pool.meanwhile(() -> assertThat(pool.parts.staffing.end(pool.worker().loop(), FORCED)).isNull());
		pool.meanwhile(() -> pool.put("next"));
		assertThat(pool.worker().take().isDecided()).isFalse();
	}

	/** What comes first: the order to end, or that the worker died of its task. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTaskThatIsEndedByForceIsNotRunAgainAndOneThatIsRunAgainWasNotEnded(boolean endFirst) {
		StillPool pool = new StillPool(WorkerKind.PROCESS, ScriptedWorkers.processes().still(),
				(recipe) -> recipe.size(1, 1).retry(3, 3, 10));
		Execution<Object> task = pool.submit(() -> {
			throw Death.of("signal 9");
		});
		SteppedLoop worker = pool.opened().worker();
		worker.take();
		if (endFirst) {
			assertThat(pool.parts.staffing.end(worker.loop(), FORCED)).isSameAs(task);
			worker.execute(task);
			assertThat(task).isCancelled();
			assertThat(pool.queued()).isZero();
		}
		else {
			worker.execute(task);
			assertThat(pool.parts.staffing.end(worker.loop(), FORCED)).isNull();
			assertThat(task.isDecided()).isFalse();
			assertThat(pool.queued()).isEqualTo(1);
		}
	}

	@Test
	void anEndIsNotDecidedByForceWhileSomebodyElseHasTheLock() throws Exception {
		StillPool pool = busy();
		Execution<?> task = pool.worker().loop().taken();
		Runner runner = pool.worker().loop();
		AtomicReference<Execution<?>> ended = new AtomicReference<>();
		Thread forcing = new Thread(() -> ended.set(pool.parts.staffing.end(runner, FORCED)));
		try (Held held = pool.parts.core.hold()) {
			forcing.start();
			await().until(() -> forcing.getState() == Thread.State.WAITING || !forcing.isAlive());
			assertThat(task.isDecided()).isFalse();
			// As whoever queues the task again does.
			runner.letGo();
		}
		forcing.join();
		assertThat(ended).hasNullValue();
		assertThat(task.isDecided()).isFalse();
	}

}
