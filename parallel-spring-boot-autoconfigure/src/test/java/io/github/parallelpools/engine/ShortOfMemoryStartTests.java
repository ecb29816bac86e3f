package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ForwardingWorkerFactory;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers whose start finds no memory, at the moments at which nothing else would start
 * another one: the task that waits for them is accepted already.
 */
@Timeout(60)
class ShortOfMemoryStartTests {

	private final ParallelEngine engine = new ParallelEngine(Ticker.SYSTEM, SharedStore.inMemory(),
			Duration.ofMillis(100));

	@AfterEach
	void close() {
		this.engine.close();
	}

	/** Where memory is short. */
	enum Moment {

		/** When the worker's thread is made. */
		MADE((name, loop) -> {
			throw new OutOfMemoryError("on purpose");
		}),

		/** When it is started. */
		STARTED((name, loop) -> new Thread(loop, name) {
			@Override
			public void start() {
				throw new OutOfMemoryError("on purpose");
			}
		}),

		/** When it is started, and there is no memory for a message about that. */
		STARTED_AND_TOLD((name, loop) -> new Thread(loop, name) {
			@Override
			public void start() {
				throw new OutOfMemoryError("on purpose") {
					@Override
					public String toString() {
						throw new OutOfMemoryError("on purpose, too");
					}
				};
			}
		});

		private final BiFunction<String, Runnable, Thread> threads;

		Moment(BiFunction<String, Runnable, Thread> threads) {
			this.threads = threads;
		}

	}

	@ParameterizedTest
	@EnumSource
	void areRepeated(Moment moment) throws Exception {
		AtomicInteger left = new AtomicInteger(2);
		ParallelPool pool = this.engine.open(settings(), new Short(left, moment), List::of);
		pool.start();
		assertThat(submit(pool).get(30, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(left).hasValueLessThan(0);
		PoolSnapshot.Size size = pool.snapshot().size();
		assertThat(size.starting()).isZero();
		assertThat(size.current()).isEqualTo(1);
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(1);
	}

	private static TaskFuture<String> submit(ParallelPool pool) {
		try {
			return pool.submit(() -> "done");
		}
		catch (OutOfMemoryError ex) {
			throw new AssertionError("The task was accepted, and nobody has its future", ex);
		}
	}

	private static PoolSettings settings() {
		return PoolRecipe.of("work", WorkerKind.THREAD)
			.size(0, 1)
			.killGrace(Duration.ofSeconds(30))
			.queue(10, WhenFull.REJECT)
			.settings();
	}

	/** Makes threads as always once memory was short for so many times. */
	private static final class Short extends ForwardingWorkerFactory {

		private final AtomicInteger left;

		private final Moment moment;

		Short(AtomicInteger left, Moment moment) {
			super(RealWorkers.threads());
			this.left = left;
			this.moment = moment;
		}

		@Override
		public Thread thread(String name, Runnable loop) {
			return (this.left.getAndDecrement() > 0) ? this.moment.threads.apply(name, loop) : super.thread(name, loop);
		}

	}

}
