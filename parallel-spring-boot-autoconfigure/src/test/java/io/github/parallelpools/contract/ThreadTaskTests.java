package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What standalone tasks do in threads of either kind only. */
@EachKind({ WorkerKind.THREAD, WorkerKind.VIRTUAL })
class ThreadTaskTests extends TaskFixture {

	ThreadTaskTests(WorkerKind kind) {
		super(kind);
	}

	@Test
	void aThreadThatIgnoresTheForceIsAbandonedAndShownUntilItEnds() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		ParallelTask<Object, String> task = task((Object item, TaskContext context) -> {
			running.countDown();
			while (release.getCount() > 0) {
				Thread.interrupted();
				Thread.yield();
			}
			return "too late";
		}).build();
		task.start();
		running.await();
		task.forceStop();
		task.join(LONG);
		assertThat(task.isRunning()).isFalse();
		assertThat(this.calls.ends).containsExactly(new Call(task.id(), "sum", "21004", null));
		await().untilAsserted(() -> assertThat(this.tasks.snapshots()).extracting(TaskSnapshot::state)
			.containsExactly(TaskSnapshot.State.ABANDONED));
		release.countDown();
		assertNothingIsLeft();
		assertThat(this.calls.ends).hasSize(1);
	}

	@Test
	void aTaskCanNotWaitForItsOwnEnd() {
		ParallelTask<ParallelTask<?, ?>, String> task = task((ParallelTask<?, ?> self, TaskContext context) -> {
			assertThatExceptionOfType(PoolStateException.class).isThrownBy(self::join)
				.withMessageContaining("can't wait for its own end");
			return "done";
		}).build();
		assertThat(task.start(task).join()).isEqualTo("done");
	}

	@Test
	void aTaskThatStopsTheApplicationDoesNotKeepTheOthersFromEnding() {
		ParallelTask<Object, String> other = running(task(waiting()).daemon(true).build());
		ParallelTask<Object, String> third = running(task(waiting()).build());
		ParallelTask<Object, String> task = task((Object item, TaskContext context) -> {
			this.tasks.stop(Duration.ofMillis(50), "the application is closing");
			return "stopped";
		}).build();
		assertThat(task.start().join()).isEqualTo("stopped");
		assertThat(other.isRunning()).isFalse();
		assertThat(third.isRunning()).isFalse();
	}

	@Test
	void stoppingMayTakeAsLongAsItLikes() throws Exception {
		ParallelTask<Object, String> task = running(task(waiting()).build());
		this.gate.open();
		this.tasks.stop(Duration.ofSeconds(Long.MAX_VALUE), "the application is closing");
		assertThat(task.isRunning()).isFalse();
	}

	@Test
	void aThreadCanNotBeBound() {
		ParallelTask<Object, String> task = task(waiting()).build();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> task.bindCpu(0))
			.withMessageContaining("Use the kind PROCESS");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(task::runningCpu)
			.withMessageContaining("Use the kind PROCESS");
	}

	@Test
	void thousandsOfEndedTasksLeaveNothingBehind() throws Exception {
		for (int i = 0; i < 3000; i++) {
			ParallelTask<Integer, Integer> task = task((Integer n, TaskContext context) -> n).build();
			assertThat(task.start(i).join()).isEqualTo(i);
			task.join();
		}
		assertNothingIsLeft();
	}

}
