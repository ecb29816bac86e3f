package io.github.parallelpools.engine.pool;

import java.time.Duration;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.engine.run.SteppedLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.task.TaskCancelledException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What each thing that users ask of a pool comes to in each state, and what follows. */
@Timeout(60)
class StateMovesTests {

	/** What users ask for. */
	private enum Wish {

		START(ParallelPool::start, "become STARTING"), PAUSE(ParallelPool::pause, "become PAUSING"),
		RESUME(ParallelPool::resume, "resume"), STOP(ParallelPool::stop, "");

		private final Consumer<ParallelPool> asking;

		/** What can't be done where it is refused. */
		private final String move;

		Wish(Consumer<ParallelPool> asking, String move) {
			this.asking = asking;
			this.move = move;
		}

	}

	/** A pool of one worker in a state; where it works, that worker has a task. */
	private static StillPool in(PoolState state) {
		StillPool pool = new StillPool((recipe) -> recipe.size(1, 1));
		switch (state) {
			case NEW -> {
			}
			case STARTING -> pool.started();
			case RUNNING -> working(pool);
			case PAUSING -> working(pool).pool.pause();
			case PAUSED -> pool.started().pool.pause();
			case STOPPING -> working(pool).pool.stop();
			case STOPPED -> pool.pool.stop();
		}
		assertThat(pool.state()).isEqualTo(state);
		return pool;
	}

	private static StillPool working(StillPool pool) {
		pool.opened().put("taken");
		assertThat(pool.worker().take()).isNotNull();
		return pool;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
			STATE    | START    | PAUSE   | RESUME   | STOP
			NEW      | STARTING |         |          | STOPPED
			STARTING | STARTING | PAUSED  | STARTING | STOPPING
			RUNNING  | RUNNING  | PAUSING | RUNNING  | STOPPING
			PAUSING  |          | PAUSING | RUNNING  | STOPPING
			PAUSED   |          | PAUSED  | RUNNING  | STOPPING
			STOPPING |          |         |          | STOPPING
			STOPPED  | STARTING |         |          | STOPPED
			""")
	void areThoseOfTheTable(PoolState from, PoolState start, PoolState pause, PoolState resume, PoolState stop) {
		asked(from, Wish.START, start);
		asked(from, Wish.PAUSE, pause);
		asked(from, Wish.RESUME, resume);
		asked(from, Wish.STOP, stop);
	}

	private static void asked(PoolState from, Wish wish, PoolState expected) {
		StillPool pool = in(from);
		if (expected != null) {
			wish.asking.accept(pool.pool);
			assertThat(pool.state()).as("%s when %s", wish, from).isEqualTo(expected);
		}
		else {
			assertThatExceptionOfType(PoolStateException.class).as("%s when %s", wish, from)
				.isThrownBy(() -> wish.asking.accept(pool.pool))
				.withMessageStartingWith("Pool 'work' is %s and can't %s. Possible from here: ", from, wish.move);
			assertThat(pool.state()).isEqualTo(from);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aPoolThatIsClosedNeverStartsAgain(PoolState from) {
		StillPool pool = in(from);
		boolean worked = !pool.workers().isEmpty();
		pool.pool.close(Duration.ZERO);
		assertThat(pool.state()).isEqualTo(worked ? PoolState.STOPPING : PoolState.STOPPED);
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(pool.pool::start)
			.withMessage("Pool 'work' is closed and can't start again.");
		if (worked) {
			pool.worker().leave();
			assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		}
	}

	@Test
	void aPoolThatKeepsNoWorkersRunsAtOnce() {
		assertThat(new StillPool((recipe) -> recipe.size(0, 2)).started().state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void aPoolRunsOnceItsFirstWorkersHaveCome() {
		StillPool pool = new StillPool((recipe) -> recipe.size(2, 3)).opened();
		pool.put("one");
		pool.put("two");
		pool.workers().get(0).take();
		assertThat(pool.state()).isEqualTo(PoolState.STARTING);
		pool.workers().get(1).take();
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void aPoolIsPausedOnceTheLastIsBackFromItsTask() {
		StillPool pool = in(PoolState.PAUSING);
		SteppedLoop worker = pool.worker();
		Execution<?> task = worker.loop().taken();
		worker.execute(task);
		assertThat(pool.state()).as("it has not come back").isEqualTo(PoolState.PAUSING);
		pool.meanwhile(() -> {
			assertThat(pool.state()).isEqualTo(PoolState.PAUSED);
			pool.pool.stop();
		});
		assertThat(worker.take()).isNull();
	}

	@Test
	void aPoolHasStoppedOnceTheLastWorkerHasLeftAndKeepsWhatIsQueued() {
		StillPool pool = in(PoolState.STOPPING);
		SteppedLoop worker = pool.worker();
		worker.execute(worker.loop().taken());
		assertThat(worker.take()).isNull();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPING);
		worker.leave();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

	@Test
	void aPoolThatIsStartedAgainServesWhatWasQueued() {
		StillPool pool = in(PoolState.RUNNING);
		Execution<String> queued = pool.put("queued");
		pool.pool.stop();
		pool.worker().leave();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
		pool.opened();
		assertThat(pool.worker().take()).isSameAs(queued);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void aPoolThatIsStartedAsPausedRunsNothingBeforeItIsResumed() {
		StillPool pool = new StillPool((recipe) -> recipe.size(0, 1)).started();
		pool.pool.pause();
		Execution<String> queued = pool.put("queued");
		pool.pool.stop();
		pool.pool.startPaused();
		assertThat(pool.state()).isEqualTo(PoolState.PAUSED);
		pool.put("accepted");
		assertThat(pool.workerIds()).isEmpty();
		pool.pool.resume();
		pool.worker().open();
		assertThat(pool.worker().take()).isSameAs(queued);
	}

	@ParameterizedTest
	@EnumSource(names = { "NEW", "STARTING", "RUNNING", "PAUSING", "PAUSED" })
	void onlyAStoppedPoolIsStartedAsPaused(PoolState from) {
		StillPool pool = in(from);
		pool.pool.startPaused();
		assertThat(pool.state()).isEqualTo(from);
	}

	@ParameterizedTest
	@EnumSource(names = { "NEW", "PAUSED" })
	void whatIsQueuedEndsBeforeThePoolIsClosed(PoolState from) {
		StillPool pool = in(from);
		Execution<String> queued = pool.put("queued");
		pool.pool.endQueued();
		assertThat(StillPool.failure(queued)).isInstanceOf(TaskCancelledException.class)
			.hasMessageContaining("the application closed before it was run");
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> pool.put("late"))
			.withMessageContaining("as the application is closing");
		pool.pool.close(Duration.ZERO);
		assertThat(pool.totals().cancelled()).isEqualTo(1);
	}

	@Test
	void aPoolStopsByItselfOnceTheLastTaskHasEndedButNotBeforeTheFirst() {
		StillPool pool = new StillPool((recipe) -> recipe.size(1, 1).stoppingByItself()).opened();
		pool.meanwhile(() -> {
			assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
			pool.put("one");
			pool.put("two");
		});
		assertThat(pool.worker().step()).isTrue();
		assertThat(pool.worker().step()).isTrue();
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		assertThat(pool.worker().take()).isNull();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPING);
		pool.worker().leave();
		assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
	}

}
