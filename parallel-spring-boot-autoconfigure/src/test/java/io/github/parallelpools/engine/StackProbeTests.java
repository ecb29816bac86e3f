package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.Work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A worker that is asked for its last words is ended whether it has any or not. */
@Timeout(60)
class StackProbeTests {

	private final ParallelEngine engine = new ParallelEngine();

	private final CountDownLatch never = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.never.countDown();
		this.engine.close();
	}

	private ParallelPool pool(String name, Supplier<@Nullable String> words) {
		PoolSettings settings = new PoolSettings(name, WorkerKind.PROCESS, new SizeSettings(0, 1, Duration.ZERO),
				new OvertimeSettings(Duration.ofMillis(100), OvertimePolicy.KILL, 0, Duration.ofMillis(100)),
				QueueSettings.of(100, WhenFull.BLOCK), WorkSettings.SUBMITTED, false);
		ParallelPool pool = this.engine.open(settings, new Workers(words), List::of);
		pool.start();
		return pool;
	}

	private TaskFuture<Object> hang(ParallelPool pool) {
		return pool.submit(() -> {
			new CountDownLatch(1).await();
			return null;
		});
	}

	@Test
	void theSupervisorAsksNobody() throws Exception {
		LinkedBlockingQueue<String> askedBy = new LinkedBlockingQueue<>();
		ParallelPool pool = pool("asked", () -> {
			askedBy.add(Thread.currentThread().getName());
			return "it hung here";
		});
		assertThatThrownBy(() -> hang(pool).get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class)
			.hasMessageContaining("it hung here");
		assertThat(askedBy).containsExactly("parallel-helper");
	}

	@Test
	void aWorkerThatNeverAnswersHoldsUpNoOtherPoolAndIsAbandoned() throws Exception {
		ParallelPool mute = pool("mute", () -> {
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return null;
		});
		ParallelPool other = pool("other", () -> "it hung here");
		TaskFuture<Object> first = hang(mute);
		assertThatThrownBy(() -> hang(other).get(30, TimeUnit.SECONDS)).hasMessageContaining("it hung here");
		assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class);
		assertThat(mute.snapshot().totals().abandoned()).isEqualTo(1);
		assertThat(mute.submit(() -> "next").get(30, TimeUnit.SECONDS)).isEqualTo("next");
	}

	@Test
	void aWorkerThatFailsToAnswerIsEndedAllTheSame() throws Exception {
		ParallelPool pool = pool("broken", () -> {
			throw new OutOfMemoryError("no words");
		});
		assertThatThrownBy(() -> hang(pool).get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class);
		assertThat(pool.snapshot().totals().overtimeKilled()).isEqualTo(1);
		assertThat(pool.snapshot().totals().abandoned()).isZero();
	}

	@Test
	void anotherWorkerServesWhileOneIsAsked() throws Exception {
		CountDownLatch served = new CountDownLatch(1);
		ParallelPool pool = pool("relieved", () -> {
			try {
				return served.await(30, TimeUnit.SECONDS) ? "it hung here" : "nobody served";
			}
			catch (InterruptedException ex) {
				return "interrupted";
			}
		});
		TaskFuture<Object> hanging = hang(pool);
		pool.submit(() -> {
			served.countDown();
			return null;
		}).get(30, TimeUnit.SECONDS);
		assertThat(pool.snapshot().size().peak()).isEqualTo(1);
		assertThatThrownBy(() -> hanging.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskOvertimeException.class);
	}

	/** Makes workers that run tasks in their loops and tell what they are told to. */
	private record Workers(Supplier<@Nullable String> words) implements WorkerFactory {

		@Override
		public Object encode(Work work) {
			return work;
		}

		@Override
		public WorkerTraits traits() {
			return WorkerTraits.OWN_PROCESS;
		}

		@Override
		public Thread thread(String name, Runnable loop) {
			Thread thread = new Thread(loop, name);
			thread.setDaemon(true);
			return thread;
		}

		@Override
		public Worker open(WorkerSpec spec, Runnable died) {
			return new TellingWorker(this.words);
		}

		@Override
		public void close() {
		}

	}

	private static final class TellingWorker implements Worker {

		private final Supplier<@Nullable String> words;

		private final Thread thread = Thread.currentThread();

		TellingWorker(Supplier<@Nullable String> words) {
			this.words = words;
		}

		@Override
		public OptionalLong pid() {
			return OptionalLong.empty();
		}

		@Override
		public TaskOutcome execute(Object payload, TaskRun run) {
			try {
				return new TaskOutcome.Succeeded(((Work.Call) payload).callable().call());
			}
			catch (Throwable ex) {
				return new TaskOutcome.Failed(ex);
			}
		}

		@Override
		public @Nullable String stack(Duration timeout) {
			return this.words.get();
		}

		@Override
		public void abort() {
			this.thread.interrupt();
		}

		@Override
		public boolean isAlive() {
			return true;
		}

		@Override
		public void close() {
		}

		@Override
		public @Nullable String causeOfDeath() {
			return null;
		}

	}

}
