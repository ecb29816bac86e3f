package io.github.parallelpools.engine.pool;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** When a task that has to begin in time is given up, without any real time. */
class DeadlineTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final StillPool pool = new StillPool((recipe) -> recipe.size(1, 1)).opened();

	@AfterEach
	void close() {
		this.pool.pool.close(Duration.ZERO);
	}

	private Execution<String> put(String value, TaskOptions options) {
		return (Execution<String>) this.pool.pool.submit(() -> value, options);
	}

	private static void assertExpired(Execution<?> task) {
		assertThat(StillPool.failure(task)).isInstanceOf(TaskCancelledException.class)
			.hasMessage("Task %s of pool 'work' was cancelled: its deadline of 1000 ms was over before it began",
					task.id());
	}

	@Test
	void aTaskThatBeginsInTimeIsNotTouched() {
		Execution<String> task = put("done", TaskOptions.ofDeadline(SECOND));
		this.pool.pass(SECOND.minusNanos(1));
		this.pool.worker().step();
		assertThat(task.join()).isEqualTo("done");
		this.pool.pass(SECOND);
		assertThat(this.pool.totals().cancelled()).isZero();
	}

	@Test
	void aTaskThatWaitsEndsWhenItsTimeIsOverAndTheOthersStay() {
		Execution<String> later = put("later", TaskOptions.ofDeadline(SECOND.multipliedBy(2)));
		Execution<String> first = put("first", TaskOptions.ofDeadline(SECOND));
		Execution<String> patient = put("patient", TaskOptions.DEFAULTS);
		this.pool.pass(SECOND.minusNanos(1));
		assertThat(first).isNotDone();
		this.pool.pass(Duration.ofNanos(1));
		assertExpired(first);
		assertThat(this.pool.queued()).isEqualTo(2);
		this.pool.pass(SECOND);
		assertThat(later).isCancelled();
		this.pool.worker().step();
		assertThat(patient.join()).isEqualTo("patient");
		assertThat(this.pool.totals().cancelled()).isEqualTo(2);
	}

	@Test
	void aWorkerThatComesTooLateDoesNotBegin() {
		Execution<String> task = put("never", TaskOptions.ofDeadline(SECOND));
		this.pool.clock.pass(SECOND);
		// The supervisor has not looked yet.
		this.pool.worker().step();
		assertExpired(task);
		assertThat(this.pool.worker().loop().member().tasks()).isZero();
	}

	@Test
	void aPausedPoolLetsNobodyWaitBeyondIt() {
		this.pool.pool.pause();
		Execution<String> task = put("never", TaskOptions.ofDeadline(SECOND));
		this.pool.pass(SECOND);
		assertExpired(task);
	}

	@Test
	void allThatAreDueAtOnceEndAtOnce() {
		Execution<String> one = put("one", TaskOptions.ofDeadline(SECOND));
		Execution<String> other = put("other", TaskOptions.ofDeadline(SECOND));
		this.pool.pass(SECOND);
		assertExpired(one);
		assertExpired(other);
		assertThat(this.pool.queued()).isZero();
	}

	@Test
	void whatWasCancelledIsWatchedNoMore() {
		Execution<String> task = put("cancelled", TaskOptions.ofDeadline(SECOND));
		task.cancel(false);
		this.pool.pass(SECOND);
		assertThat(StillPool.failure(task)).hasMessageContaining("its future was cancelled");
		assertThat(this.pool.totals().cancelled()).isEqualTo(1);
	}

	@Test
	void aTaskWithADeadlineDoesNotPassBesideTheLockAndTheOthersDoAfterIt() {
		this.pool.put("first");
		this.pool.worker().step();
		assertThat(this.pool.isFast()).isTrue();
		Execution<String> task = put("done", TaskOptions.ofDeadline(SECOND));
		assertThat(this.pool.isFast()).isFalse();
		Execution<String> behind = put("behind", TaskOptions.DEFAULTS);
		this.pool.worker().step();
		assertThat(task.join()).isEqualTo("done");
		this.pool.worker().step();
		assertThat(behind.join()).isEqualTo("behind");
		assertThat(this.pool.isFast()).isTrue();
	}

	@Test
	void aTaskWithATagLeavesNothingBehindItsEnd() {
		Execution<String> task = put("done", TaskOptions.ofTag("order 7"));
		assertThat(this.pool.parts.core.tagged.of("order 7")).hasSize(1);
		this.pool.worker().step();
		assertThat(task.join()).isEqualTo("done");
		assertThat(this.pool.parts.core.tagged.of("order 7")).isEmpty();
		assertThat(this.pool.pool.cancelTagged("order 7", true)).isZero();
	}

	@Test
	void aTaskWithATagThatIsDiscardedLeavesNothingBehind() {
		StillPool full = new StillPool((recipe) -> recipe.size(1, 1).queue(1, WhenFull.DISCARD_OLDEST)).opened();
		TaskFuture<String> oldest = full.pool.submit(() -> "oldest", TaskOptions.ofTag("a"));
		TaskFuture<String> newest = full.pool.submit(() -> "newest", TaskOptions.ofTag("a"));
		assertThat(oldest).isCancelled();
		assertThat(full.pool.cancelTagged("a", false)).isEqualTo(1);
		assertThat(newest).isCancelled();
		assertThat(full.parts.core.tagged.of("a")).isEmpty();
		full.pool.close(Duration.ZERO);
	}

}
