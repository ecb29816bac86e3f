package io.github.parallelpools.engine.time;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.LogListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class SupervisorTests {

	private static final long MILLI = 1_000_000;

	@Test
	void looksAtTheDeadlineAndThenNoMoreUntilThereIsAnother() throws Exception {
		try (Supervisor supervisor = new Supervisor(Ticker.SYSTEM)) {
			BlockingQueue<Long> looks = new LinkedBlockingQueue<>();
			supervisor.watch((now) -> {
				looks.add(now);
				return Ticker.never(now);
			});
			supervisor.start();
			for (int i = 0; i < 3; i++) {
				long deadline = System.nanoTime() + 50 * MILLI;
				supervisor.wakeBy(deadline);
				assertThat(looks.take() - deadline).isGreaterThanOrEqualTo(0);
				assertThat(looks).isEmpty();
			}
		}
	}

	@Test
	void doesNotWakeForADeadlineLaterThanTheNextOne() {
		try (Supervisor supervisor = new Supervisor(Ticker.SYSTEM)) {
			AtomicInteger looks = new AtomicInteger();
			long late = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
			supervisor.watch((now) -> {
				looks.incrementAndGet();
				return late;
			});
			supervisor.start();
			supervisor.wakeBy(System.nanoTime());
			await().until(() -> looks.get() > 0);
			int before = looks.get();
			for (int i = 1; i < 1000; i++) {
				supervisor.wakeBy(late + i);
			}
			assertThat(looks).hasValue(before);
		}
	}

	@Test
	void wakesNoMoreOnceNoTaskWithALimitRuns() {
		try (Supervisor supervisor = new Supervisor(Ticker.SYSTEM)) {
			long hour = TimeUnit.HOURS.toNanos(1);
			AtomicLong deadline = new AtomicLong(System.nanoTime() + hour);
			AtomicInteger looks = new AtomicInteger();
			supervisor.watch((now) -> {
				looks.incrementAndGet();
				return (deadline.get() != 0) ? deadline.get() : Ticker.never(now);
			});
			supervisor.start();
			supervisor.watchTask(System.nanoTime(), hour, hour);
			supervisor.watchTask(System.nanoTime(), hour, TimeUnit.SECONDS.toNanos(1));
			await().until(() -> looks.get() > 0);
			await().until(supervisor::isBeating);
			deadline.set(0);
			await().until(() -> !supervisor.isBeating());
			deadline.set(System.nanoTime() + hour);
			supervisor.watchTask(System.nanoTime(), hour, hour);
			await().until(supervisor::isBeating);
		}
	}

	@Test
	void survivesACheckOfWhichNotEvenTheNameCanBeTold() throws Exception {
		try (Supervisor supervisor = new Supervisor(Ticker.SYSTEM)) {
			supervisor.watch(new Exhausted());
			BlockingQueue<Long> looks = new LinkedBlockingQueue<>();
			supervisor.watch((now) -> {
				looks.add(now);
				return Ticker.never(now);
			});
			supervisor.start();
			for (int i = 0; i < 3; i++) {
				supervisor.wakeBy(System.nanoTime());
				assertThat(looks.poll(30, TimeUnit.SECONDS)).isNotNull();
			}
		}
	}

	@Test
	void goesOnWhereItFindsNoMemoryItself() throws Exception {
		AtomicBoolean exhausted = new AtomicBoolean();
		Thread test = Thread.currentThread();
		Ticker ticker = () -> {
			if (Thread.currentThread() != test && exhausted.getAndSet(false)) {
				throw new OutOfMemoryError("on purpose");
			}
			return System.nanoTime();
		};
		try (Supervisor supervisor = new Supervisor(ticker)) {
			BlockingQueue<Long> looks = new LinkedBlockingQueue<>();
			supervisor.watch((now) -> {
				looks.add(now);
				return Ticker.never(now);
			});
			supervisor.start();
			for (int i = 0; i < 3; i++) {
				exhausted.set(true);
				supervisor.wakeBy(System.nanoTime());
				assertThat(looks.poll(30, TimeUnit.SECONDS)).isNotNull();
			}
		}
	}

	/** As if there were no memory, neither for the check nor for a word about it. */
	private static final class Exhausted implements Supervisor.Watched {

		@Override
		public long check(long now) {
			throw new OutOfMemoryError("on purpose");
		}

		@Override
		public String toString() {
			throw new OutOfMemoryError("on purpose");
		}

	}

	@Test
	void survivesACheckThatFails() throws Exception {
		try (Supervisor supervisor = new Supervisor(Ticker.SYSTEM)) {
			supervisor.watch((now) -> {
				throw new IllegalStateException("A broken check");
			});
			BlockingQueue<Long> looks = new LinkedBlockingQueue<>();
			supervisor.watch((now) -> {
				looks.add(now);
				return Ticker.never(now);
			});
			supervisor.start();
			supervisor.wakeBy(System.nanoTime());
			assertThat(looks.take()).isNotNull();
			assertThat(looks.take()).isNotNull();
		}
	}

	@Test
	void helpersDoLaterWhatNoThreadCouldBeMadeFor() {
		try (Supervisor supervisor = new Supervisor(Ticker.SYSTEM)) {
			AtomicBoolean refusing = new AtomicBoolean(true);
			AtomicInteger refusals = new AtomicInteger();
			HelperThreads helpers = new HelperThreads(Ticker.SYSTEM, supervisor, (work) -> {
				if (refusing.get()) {
					refusals.incrementAndGet();
					throw new LinkageError("no thread");
				}
				return HelperThreads.thread(work);
			});
			supervisor.watch(helpers);
			supervisor.start();
			AtomicInteger done = new AtomicInteger();
			helpers.execute(done::incrementAndGet);
			await().until(() -> refusals.get() >= 2);
			assertThat(done).hasValue(0);
			refusing.set(false);
			await().until(() -> done.get() == 1);
		}
	}

	@Test
	void thatNoThreadCouldBeMadeIsLoggedByTheSupervisor() {
		List<String> logged = new ArrayList<>();
		try (Supervisor supervisor = new Supervisor(Ticker.SYSTEM);
				LogListener log = LogListener.of(HelperThreads.class, logged::add)) {
			HelperThreads helpers = new HelperThreads(Ticker.SYSTEM, supervisor, (Executor) (work) -> {
				throw new LinkageError("no thread");
			});
			helpers.execute(() -> {
			});
			assertThat(logged).as("whoever calls may have a lock").isEmpty();
			helpers.check(System.nanoTime());
			assertThat(logged).hasSize(1);
		}
	}

}
