package io.github.parallelpools.contract;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What becomes of the lock of a process that dies. */
class ProcessLockTests extends LockFixture {

	ProcessLockTests() {
		super(WorkerKind.PROCESS);
	}

	@Test
	void theLockOfAProcessThatDiesGoesToWhoWaits() throws Exception {
		ParallelPool pool = started(2);
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> holding = pool.send(order(Action.HOLD), String.class);
		await().until(() -> gate.arrivals() == 1);
		TaskFuture<String> waiting = pool.send(order(Action.LOCK), String.class);
		await().until(() -> waiters() == 1);
		ProcessHandle holder = ProcessHandle.of(pool.workers().get(0).pid()).orElseThrow();
		assertThat(holder.destroyForcibly()).isTrue();
		assertThat(waiting.join()).isEqualTo("had it");
		// The lock goes on with the connection; the outcome is told when the process's
		// end is known.
		assertThatThrownBy(holding::join).hasCauseInstanceOf(WorkerDiedException.class);
		await().until(() -> this.store.locks().snapshot().join().isEmpty());
	}

}
