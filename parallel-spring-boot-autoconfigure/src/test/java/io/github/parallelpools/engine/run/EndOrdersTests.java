package io.github.parallelpools.engine.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.task.QuietOwner;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.WorkerSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Orders to end, with a clock of the test's own. Who is ordered is the thread of the
 * test, as a caller that runs tasks.
 */
class EndOrdersTests {

	private static final Duration GRACE = Duration.ofNanos(100);

	private long now = 1_000;

	private final QuietHost host = new QuietHost();

	private final SharedStore store = SharedStore.inMemory();

	private final LoopServices services = new LoopServices(this, this.host, RealWorkers.threads(),
			new LockGate(this.store.locks(), null, Runnable::run, () -> this.now),
			new TaskLocks(this.store.locks(), Runnable::run), () -> this.now, () -> GRACE, Runnable::run,
			new PoolEvents("pool", List.of(), () -> false, Runnable::run));

	private final EndOrders orders = new CallerRunner(this.services, new WorkerSpec("pool", "caller", Map.of()))
		.orders();

	private final Execution<?> task = task();

	private static Execution<?> task() {
		return new Execution<>(new QuietOwner(), "payload", null, TaskOptions.DEFAULTS, 0);
	}

	@AfterEach
	void forget() {
		Thread.interrupted();
	}

	@Test
	void reachATaskOnlyWhileItIsExecuted() {
		assertThat(this.orders.abort(this.task)).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.orders.begin(this.task);
		assertThat(this.orders.abort(task())).as("another task").isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(this.orders.abort(this.task)).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(this.orders.end(this.task)).as("it was ordered").isTrue();
		assertThat(Thread.currentThread().isInterrupted()).as("the next task does not see it").isFalse();
		assertThat(this.orders.abort(this.task)).as("it has ended").isFalse();
	}

	@Test
	void anEndThatNobodyHasOrderedIsNone() {
		this.orders.begin(this.task);
		assertThat(this.orders.end(this.task)).isFalse();
	}

	@Test
	void whoIsCondemnedIsGivenUpAfterTheGrace() {
		this.orders.begin(this.task);
		assertThat(this.orders.abandonAt()).isNull();
		this.orders.condemn(this.task, Duration.ofNanos(30));
		assertThat(this.orders.abandonAt()).isEqualTo(1_130);
		assertThat(this.host.deadlines).containsExactly(1_130L);
		this.now = 1_050;
		this.orders.abort(this.task);
		assertThat(this.orders.abandonAt()).as("the first order counts").isEqualTo(1_130);
		this.orders.end(this.task);
		assertThat(this.orders.abandonAt()).isNull();
	}

	@Test
	void reachTheNextTaskOfAWorkerThatHasSeveralOnceItRunsThat() {
		Execution<?> next = task();
		this.orders.begin(this.task);
		this.orders.advance(this.task, next);
		assertThat(this.orders.abort(this.task)).as("it has ended").isFalse();
		assertThat(this.orders.abort(next)).isTrue();
		assertThat(this.orders.end(this.task)).as("the order was for the next one").isFalse();
		assertThat(this.orders.current()).isSameAs(next);
		assertThat(this.orders.end(next)).isTrue();
		assertThat(this.orders.current()).isNull();
	}

	@Test
	void anOrderForAnEarlierTaskGivesNobodyUp() {
		Execution<?> earlier = task();
		this.orders.begin(earlier);
		this.orders.end(earlier);
		this.orders.begin(this.task);
		this.orders.condemn(earlier, Duration.ZERO);
		assertThat(this.orders.abandonAt()).isNull();
		assertThat(this.orders.end(this.task)).isFalse();
	}

	@Test
	void aWorkerThatIsDestroyedIsOrderedOnceAndForAll() {
		this.orders.begin(this.task);
		assertThat(this.orders.destroy()).isTrue();
		assertThat(this.orders.destroy()).as("the second time").isFalse();
		assertThat(this.orders.isDestroyed()).isTrue();
		assertThat(this.orders.end(this.task)).isTrue();
		assertThat(this.orders.abandonAt()).as("whatever it does next").isEqualTo(1_100);
		Execution<?> next = task();
		this.orders.begin(next);
		assertThat(this.orders.end(next)).isTrue();
	}

	@Test
	void whoIsAskedIsAskedOnlyWhileItRuns() {
		this.orders.ask(this.task);
		assertThat(this.task.isStopRequested()).isFalse();
		this.orders.begin(this.task);
		this.orders.markAsked(this.task);
		assertThat(this.orders.isAsked(this.task)).isTrue();
		this.orders.ask(this.task);
		assertThat(this.task.isStopRequested()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(this.orders.end(this.task)).as("to be asked is no order").isFalse();
		assertThat(this.orders.isAsked(this.task)).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void aLookIsInterruptedOnlyWhileItGoesOn() {
		this.orders.beginLook();
		assertThat(this.orders.isLooking()).isTrue();
		Thread.currentThread().interrupt();
		this.orders.endLook();
		assertThat(this.orders.isLooking()).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

}
