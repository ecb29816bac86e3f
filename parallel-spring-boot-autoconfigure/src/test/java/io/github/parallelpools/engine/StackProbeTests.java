package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.time.ManualClock;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A worker that is asked for its last words is ended whether it has any or not. */
@Timeout(60)
class StackProbeTests {

	private static final String HERE = """
			"main" RUNNABLE
				at com.example.Orders.match(Orders.java:42)
			""";

	private static final Duration LIMIT = Duration.ofMillis(100);

	/** How long before such a short limit a worker is asked where its task hangs. */
	private static final Duration AHEAD = LIMIT.dividedBy(4);

	private final ManualClock clock = new ManualClock();

	private final ParallelEngine engine = new ParallelEngine(this.clock, SharedStore.inMemory(), LIMIT);

	private final CountDownLatch never = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.never.countDown();
		this.engine.close();
	}

	private ParallelPool pool(String name, Supplier<@Nullable String> words) {
		ParallelPool pool = this.engine.open(PoolRecipe.of(name, WorkerKind.PROCESS)
			.size(0, 1)
			.overtime(LIMIT, OvertimePolicy.KILL)
			.replacements(0)
			.killGrace(Duration.ofMinutes(10))
			.settings(), ScriptedWorkers.processes().words(words), List::of);
		pool.start();
		return pool;
	}

	/** A task that runs when this returns, and hangs. */
	private TaskFuture<Object> hang(ParallelPool pool) throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		TaskFuture<Object> hanging = pool.submit(() -> {
			running.countDown();
			new CountDownLatch(1).await();
			return null;
		});
		running.await();
		return hanging;
	}

	@Test
	void theSupervisorAsksNobody() throws Exception {
		LinkedBlockingQueue<String> askedBy = new LinkedBlockingQueue<>();
		ParallelPool pool = pool("asked", () -> {
			askedBy.add(Thread.currentThread().getName());
			return HERE;
		});
		TaskFuture<Object> hanging = hang(pool);
		this.clock.pass(LIMIT);
		assertThatThrownBy(() -> hanging.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class)
			.hasMessageContaining(" It was at com.example.Orders.match(Orders.java:42)");
		assertThat(askedBy).containsExactly("parallel-helper");
	}

	@Test
	void aWorkerThatNeverAnswersHoldsUpNobodyAndIsKilled() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		ParallelPool mute = pool("mute", () -> {
			asked.countDown();
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return null;
		});
		ParallelPool other = pool("other", () -> HERE);
		TaskFuture<Object> first = hang(mute);
		this.clock.pass(LIMIT.minus(AHEAD));
		asked.await();
		TaskFuture<Object> second = hang(other);
		this.clock.pass(LIMIT);
		assertThatThrownBy(() -> second.get(30, TimeUnit.SECONDS))
			.hasMessageContaining(" It was at com.example.Orders.match(Orders.java:42)");
		assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class);
		assertThat(mute.snapshot().totals().overtime().killed()).isEqualTo(1);
		assertThat(mute.snapshot().totals().workers().abandoned()).isZero();
		assertThat(mute.submit(() -> "next").get(30, TimeUnit.SECONDS)).isEqualTo("next");
	}

	@Test
	void aWorkerThatFailsToAnswerIsEndedAllTheSame() throws Exception {
		ParallelPool pool = pool("broken", () -> {
			throw new OutOfMemoryError("no words");
		});
		TaskFuture<Object> hanging = hang(pool);
		this.clock.pass(LIMIT);
		assertThatThrownBy(() -> hanging.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class);
		assertThat(pool.snapshot().totals().overtime().killed()).isEqualTo(1);
		assertThat(pool.snapshot().totals().workers().abandoned()).isZero();
	}

	@Test
	void anotherWorkerServesWhileOneIsAsked() throws Exception {
		CountDownLatch served = new CountDownLatch(1);
		ParallelPool pool = pool("relieved", () -> {
			try {
				return served.await(30, TimeUnit.SECONDS) ? HERE : "nobody served";
			}
			catch (InterruptedException ex) {
				return "interrupted";
			}
		});
		TaskFuture<Object> hanging = hang(pool);
		this.clock.pass(LIMIT);
		pool.submit(() -> {
			served.countDown();
			return null;
		}).get(30, TimeUnit.SECONDS);
		assertThat(pool.snapshot().size().peak()).isEqualTo(1);
		assertThatThrownBy(() -> hanging.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class);
	}

}
