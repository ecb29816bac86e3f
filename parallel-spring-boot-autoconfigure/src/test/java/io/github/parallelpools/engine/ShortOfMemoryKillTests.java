package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.run.EndOrders;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOvertimeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A kill whose order finds no memory. The clock throws what the allocation would. */
@Timeout(60)
class ShortOfMemoryKillTests {

	private final AtomicBoolean exhausted = new AtomicBoolean(true);

	private final ParallelEngine engine = new ParallelEngine(this::nanos, SharedStore.inMemory(),
			Duration.ofMillis(100));

	private long nanos() {
		if (this.exhausted.get() && isOrderGiven() && this.exhausted.compareAndSet(true, false)) {
			throw new OutOfMemoryError("on purpose");
		}
		return System.nanoTime();
	}

	private static boolean isOrderGiven() {
		return StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> frame.getClassName().equals(EndOrders.class.getName())));
	}

	@AfterEach
	void close() {
		this.engine.close();
	}

	@Test
	void isRepeated() {
		PoolSettings settings = PoolRecipe.of("work", WorkerKind.THREAD)
			.size(1, 1)
			.overtime(Duration.ofMillis(50), OvertimePolicy.KILL)
			.killGrace(Duration.ofSeconds(30))
			.queue(10, WhenFull.REJECT)
			.settings();
		ParallelPool pool = this.engine.open(settings, RealWorkers.threads(), List::of);
		pool.start();
		TaskFuture<Object> endless = pool.submit(() -> {
			Thread.sleep(Long.MAX_VALUE);
			return "never";
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> endless.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(TaskOvertimeException.class);
		assertThat(this.exhausted).isFalse();
		assertThat(pool.snapshot().totals().overtime().killed()).isEqualTo(1);
	}

}
