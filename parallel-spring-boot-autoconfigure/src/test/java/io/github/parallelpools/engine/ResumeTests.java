package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerStartException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Resuming with a timeout waits for workers that are slow to come, or do not. */
@Timeout(60)
class ResumeTests {

	private final ParallelEngine engine = new ParallelEngine();

	private final CountDownLatch open = new CountDownLatch(1);

	/** Start when they are let. */
	private final ScriptedWorkers workers = ScriptedWorkers.threads().onOpen((worker) -> this.open.await());

	@AfterEach
	void close() {
		this.open.countDown();
		this.engine.close();
	}

	private ParallelPool paused() {
		ParallelPool pool = this.engine.open(
				PoolRecipe.of("slow", WorkerKind.THREAD).size(2, 2).queue(1, WhenFull.BLOCK).settings(), this.workers,
				List::of);
		pool.start();
		pool.pause();
		return pool;
	}

	@Test
	void endsAsSoonAsTheWorkersAreThere() throws Exception {
		ParallelPool pool = paused();
		AtomicReference<Integer> idle = new AtomicReference<>();
		Thread resuming = new Thread(() -> {
			try {
				pool.resume(Duration.ofSeconds(30));
				idle.set(pool.snapshot().size().idle());
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		});
		resuming.start();
		await().until(() -> resuming.getState() == Thread.State.TIMED_WAITING);
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		this.open.countDown();
		resuming.join();
		assertThat(idle).hasValue(2);
	}

	@Test
	void tellsWhoIsStartingWhenItGivesUp() {
		ParallelPool pool = paused();
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.resume(Duration.ofMillis(20)))
			.withMessageContaining("'slow' is RUNNING, but has only 0 of its 2 first workers after 20 ms")
			.withMessageContaining("slow-1 is STARTING, slow-2 is STARTING");
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void tellsWhyStartsFailWhenItGivesUp() {
		this.workers.onOpen((worker) -> {
			throw new WorkerStartException("no such command", null);
		});
		ParallelPool pool = paused();
		await().until(() -> pool.snapshot().startFailures() != null);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.resume(Duration.ofMillis(20)))
			.withMessageContaining("starts in a row have failed, the last one with: no such command");
	}

	@Test
	void isOverWhenThePoolIsStoppedMeanwhile() throws Exception {
		ParallelPool pool = paused();
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread resuming = new Thread(() -> {
			try {
				pool.resume(Duration.ofSeconds(30));
			}
			catch (PoolStateException | InterruptedException ex) {
				thrown.set(ex);
			}
		});
		resuming.start();
		await().until(() -> resuming.getState() == Thread.State.TIMED_WAITING);
		pool.stop();
		resuming.join();
		assertThat(thrown.get()).isInstanceOf(PoolStateException.class).hasMessageContaining("while it was resuming");
	}

	@Test
	void aSmallerPoolIsReadySooner() throws Exception {
		ParallelPool pool = paused();
		Thread resuming = new Thread(() -> {
			try {
				pool.resume(Duration.ofSeconds(30));
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		});
		resuming.start();
		await().until(() -> resuming.getState() == Thread.State.TIMED_WAITING);
		pool.resize(0, 2);
		resuming.join();
		assertThat(pool.snapshot().size().idle()).isZero();
	}

}
