package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

/** How every pool is waited for, whatever its workers are. */
@Timeout(60)
@EachKind
class JoinContractTests {

	private final TestWorkers workers;

	@TempDir
	Path directory;

	private Gate gate;

	private Pools pools;

	/** What the listener does before it has told. */
	private volatile Runnable telling = () -> {
	};

	private final AtomicInteger told = new AtomicInteger();

	JoinContractTests(WorkerKind kind) {
		this.workers = TestWorkers.of(kind);
	}

	@BeforeEach
	void open() {
		this.gate = Gate.in(this.directory);
		this.pools = new Pools(this.workers.kind());
		this.pools.tell(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				JoinContractTests.this.telling.run();
				JoinContractTests.this.told.incrementAndGet();
			}

		});
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.workers.close();
	}

	private ParallelPool fresh(int min, int max) {
		return this.pools.open(this.workers.handling(Tasks.Greeter.class), (recipe) -> recipe.size(min, max));
	}

	private ParallelPool started(int min, int max) {
		ParallelPool pool = fresh(min, max);
		pool.start();
		return pool;
	}

	@Test
	void endsAtOnceWhereNothingIsToBeDone() throws Exception {
		ParallelPool pool = fresh(0, 1);
		pool.join();
		pool.join(Duration.ZERO);
		pool.start();
		pool.submit(() -> 1);
		pool.join();
		pool.join(Duration.ofMillis(-1));
		assertThat(this.told).hasValue(1);
		pool.stop();
		pool.join();
		assertThatNullPointerException().isThrownBy(() -> pool.join(null));
	}

	@Test
	void waitsUntilTheCallbacksOfEverythingWereTold() throws Exception {
		ParallelPool pool = started(0, 2);
		for (int round = 1; round <= 20; round++) {
			for (int i = 0; i < 10; i++) {
				pool.submit(() -> 1);
			}
			pool.submit(() -> {
				throw new IllegalStateException("thrown");
			});
			pool.submit(() -> 1).cancel(true);
			pool.join();
			assertThat(this.told).hasValue(round * 12);
		}
	}

	@Test
	void waitsForACallbackThatTakesItsTime() throws Exception {
		ParallelPool pool = started(0, 1);
		CountDownLatch let = new CountDownLatch(1);
		this.telling = () -> awaitUninterruptibly(let);
		TaskFuture<Integer> future = pool.submit(() -> 1);
		assertThat(future.join()).isEqualTo(1);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.join(Duration.ofMillis(20)))
			.withMessageContaining("'work' is RUNNING and has not ended all tasks after 20 ms")
			.withMessageContaining("work-1 is BUSY");
		let.countDown();
		pool.join();
		assertThat(this.told).hasValue(1);
	}

	@Test
	void tellsWhoIsBusyWithWhatAndHowManyAreQueuedWhenItGivesUp() throws Exception {
		ParallelPool pool = started(0, 1);
		TaskFuture<String> running = pool.submit(Tasks.gated(this.gate, "running"));
		await().until(() -> this.gate.arrivals() == 1);
		pool.submit(() -> "queued");
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.join(Duration.ofMillis(20)))
			.withMessageContaining("1 are queued; work-1 runs task " + running.id() + " for ");
		this.gate.open();
		pool.join(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(this.told).hasValue(2);
	}

	@Test
	void waitsForWhatIsAcceptedMeanwhileAndForAPoolThatPauses() throws Exception {
		ParallelPool pool = started(0, 1);
		pool.submit(() -> 1);
		pool.pause(Duration.ofSeconds(30));
		pool.submit(() -> 1);
		AtomicReference<Integer> seen = new AtomicReference<>();
		Thread joiner = new Thread(() -> {
			joinUninterrupted(pool);
			seen.set(this.told.get());
		});
		joiner.start();
		await().until(() -> joiner.getState() == Thread.State.WAITING);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> pool.join(Duration.ofMillis(20)))
			.withMessageContaining("PAUSED")
			.withMessageContaining("It runs no tasks at present");
		pool.submit(() -> 1);
		pool.resume();
		joiner.join();
		assertThat(seen).hasValue(3);
	}

	@Test
	void endsWithThePoolWhenThatIsClosed() throws Exception {
		ParallelPool pool = fresh(0, 1);
		pool.submit(() -> 1);
		Thread joiner = new Thread(() -> joinUninterrupted(pool));
		joiner.start();
		await().until(() -> joiner.getState() == Thread.State.WAITING);
		this.pools.close();
		this.workers.close();
		joiner.join();
		assertThat(this.told).hasValue(1);
		pool.join();
	}

	@Test
	void endsWhenTheThreadIsInterrupted() throws Exception {
		ParallelPool pool = fresh(0, 1);
		pool.submit(() -> 1);
		AtomicBoolean interrupted = new AtomicBoolean();
		Thread joiner = new Thread(() -> {
			try {
				pool.join();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
		});
		joiner.start();
		await().until(() -> joiner.getState() == Thread.State.WAITING);
		joiner.interrupt();
		joiner.join();
		assertThat(interrupted).isTrue();
	}

	@Test
	void isRefusedToThoseWhoWouldWaitForThemselves() throws Exception {
		ParallelPool pool = started(0, 1);
		List<TaskFuture<String>> futures = new ArrayList<>();
		futures.add(pool.submit(Tasks.gated(this.gate, "running")));
		await().until(() -> this.gate.arrivals() == 1);
		futures.add(pool.submit(() -> "cancelled"));
		List<java.util.concurrent.CompletableFuture<Void>> dependents = futures.stream()
			.map((future) -> future.handle((value, error) -> {
				joinUninterrupted(pool);
				return (Void) null;
			}))
			.toList();
		// The first dependent is told by the worker, the second one by this thread.
		futures.get(1).cancel(true);
		this.gate.open();
		pool.join();
		assertThat(dependents)
			.allSatisfy((dependent) -> assertThatExceptionOfType(CompletionException.class).isThrownBy(dependent::join)
				.withCauseInstanceOf(PoolStateException.class)
				.withMessageContaining("would wait for itself"));
	}

	@Test
	void manyMayWaitAtOnce() throws Exception {
		ParallelPool pool = started(0, 2);
		List<Thread> joiners = new ArrayList<>();
		TaskFuture<String> running = pool.submit(Tasks.gated(this.gate, "running"));
		for (int i = 0; i < 8; i++) {
			Thread joiner = new Thread(() -> joinUninterrupted(pool));
			joiner.start();
			joiners.add(joiner);
		}
		for (int i = 0; i < 50; i++) {
			pool.submit(() -> 1);
		}
		this.gate.open();
		for (Thread joiner : joiners) {
			joiner.join();
		}
		assertThat(running).isDone();
		assertThat(this.told).hasValue(51);
	}

	@Test
	void resumingWaitsUntilTheFirstWorkersAreThere() throws Exception {
		ParallelPool pool = fresh(2, 2);
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> pool.resume(Duration.ofSeconds(30)));
		assertThatNullPointerException().isThrownBy(() -> pool.resume(null));
		pool.start();
		pool.pause(Duration.ofSeconds(30));
		pool.resume(Duration.ofSeconds(30));
		assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
		assertThat(pool.snapshot().size().idle()).isEqualTo(2);
		pool.resume(Duration.ZERO);
	}

	private static void joinUninterrupted(ParallelPool pool) {
		try {
			pool.join();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				continue;
			}
		}
	}

}
