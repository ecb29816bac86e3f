package io.github.parallelpools.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.task.DeadLetters;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.Death;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.DeadLetter;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What is kept of tasks that died, with workers that die as they are told. */
@Timeout(60)
class DeadLettersTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final String REASON = "process 7 ended with exit code 9; its last output:\nthe payload\nsecret";

	private final ParallelEngine engine = new ParallelEngine();

	private final ScriptedWorkers workers = ScriptedWorkers.processes();

	private final List<TaskListener> listeners = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.engine.close();
	}

	private ParallelPool started(RetrySettings retry) {
		ParallelPool pool = this.engine.open(PoolRecipe.of("mortal", WorkerKind.PROCESS)
			.size(0, 1)
			.retry(retry.maxAttempts(), retry.quarantineAfter(), retry.deadLetters())
			.settings(), this.workers, () -> this.listeners);
		pool.start();
		return pool;
	}

	private static TaskCallable<Object> deadly() {
		return () -> {
			throw Death.of(REASON);
		};
	}

	@Test
	void theOldestMakeRoomIfTheirPayloadsTakeTooMuchMemory() throws Exception {
		// Two, and what is known of their ends
		this.workers.weight(2 * (DeadLetters.MOST_BYTES / 5));
		ParallelPool pool = started(RetrySettings.STANDARD);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			ids.add(pool.submit(deadly()).id());
		}
		pool.join(LONG);
		assertThat(pool.deadLetters()).extracting(DeadLetter::id).containsExactlyElementsOf(ids.subList(2, 4));
		assertThat(pool.removeDeadLetter(ids.get(2))).isTrue();
		String last = pool.submit(deadly()).id();
		pool.join(LONG);
		assertThat(pool.deadLetters()).extracting(DeadLetter::id).containsExactly(ids.get(3), last);
		this.workers.weight(2 * DeadLetters.MOST_BYTES);
		String huge = pool.submit(deadly()).id();
		pool.join(LONG);
		assertThat(pool.deadLetters()).extracting(DeadLetter::id).containsExactly(huge);
		assertThat(pool.snapshot().totals().retries().deadLettersDropped()).isEqualTo(4);
	}

	@Test
	void theOldestGoOnceFewerMayBeKept() throws Exception {
		ParallelPool pool = started(RetrySettings.STANDARD);
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			ids.add(pool.submit(deadly()).id());
		}
		pool.join(LONG);
		pool.change(Map.of(PoolSetting.RETRY_DEAD_LETTERS, 1), "alice");
		assertThat(pool.deadLetters()).extracting(DeadLetter::id).containsExactly(ids.get(2));
		pool.change(Map.of(PoolSetting.RETRY_DEAD_LETTERS, 0), "alice");
		assertThat(pool.deadLetters()).isEmpty();
		assertThat(pool.snapshot().totals().retries().deadLettersDropped()).isEqualTo(3);
	}

	@Test
	void theCauseIsToldWithoutWhatTheWorkerHasPrinted() throws Exception {
		ParallelPool pool = started(RetrySettings.STANDARD);
		pool.submit(deadly());
		pool.join(LONG);
		assertThat(pool.deadLetters()).extracting(DeadLetter::cause)
			.containsExactly("process 7 ended with exit code 9");
	}

	@Test
	void aListenerMaySendADeadLetterAgain() throws Exception {
		BlockingQueue<TaskFuture<Object>> again = new LinkedBlockingQueue<>();
		AtomicInteger deaths = new AtomicInteger();
		AtomicReference<ParallelPool> opened = new AtomicReference<>();
		this.listeners.add(new TaskListener() {

			@Override
			public void deadLettered(String id, String name, DeadLetter letter) {
				again.add(opened.get().resend(id));
			}

		});
		ParallelPool pool = started(new RetrySettings(2, 2, 10));
		opened.set(pool);
		pool.submit(() -> {
			if (deaths.incrementAndGet() <= 2) {
				throw Death.of(REASON);
			}
			return "alive";
		});
		assertThat(again.poll(30, TimeUnit.SECONDS).get()).isEqualTo("alive");
		pool.join(LONG);
		assertThat(pool.deadLetters()).isEmpty();
		assertThat(deaths).hasValue(3);
	}

	@Test
	void ofTwoWhoSendALetterAgainOneIsRefused() throws Exception {
		ParallelPool pool = started(RetrySettings.STANDARD);
		for (int round = 0; round < 50; round++) {
			String id = pool.submit(deadly()).id();
			pool.join(LONG);
			AtomicInteger refused = new AtomicInteger();
			List<Thread> senders = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				Thread sender = new Thread(() -> {
					try {
						pool.resend(id);
					}
					catch (NoSuchElementException ex) {
						refused.incrementAndGet();
					}
				});
				sender.start();
				senders.add(sender);
			}
			for (Thread sender : senders) {
				sender.join();
			}
			assertThat(refused).hasValue(1);
		}
		pool.join(LONG);
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(100);
	}

	@Test
	void aTaskThatEndsKeepsNothingOfWhatItWasGiven() throws Exception {
		ParallelPool pool = started(new RetrySettings(2, 2, 10));
		byte[] large = new byte[1024 * 1024];
		TaskFuture<Integer> done = pool.submit(() -> large.length);
		assertThat(done.get()).isEqualTo(large.length);
		pool.join(LONG);
		await().until(() -> ((Execution<?>) done).takePayload() == null);
		TaskFuture<Object> dead = pool.submit(deadly());
		assertThatThrownBy(dead::get).hasMessageContaining("run 2 times");
		pool.join(LONG);
		assertThat(((Execution<?>) dead).takePayload()).isNull();
	}

	@Test
	void aPoolThatIsPausedAndStoppedByForceKeepsATaskThatIsToBeRunAgain() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		ParallelPool pool = started(new RetrySettings(3, 3, 10));
		TaskFuture<Object> task = pool.submit(() -> {
			if (runs.incrementAndGet() == 1) {
				pool.pause();
				throw Death.of(REASON);
			}
			return "alive";
		});
		await().until(() -> runs.get() == 1);
		pool.pause(LONG);
		assertThat(pool.snapshot().queue().size()).isEqualTo(1);
		pool.forceStop();
		pool.stop(LONG);
		assertThat(task).isNotDone();
		pool.start();
		assertThat(task.get()).isEqualTo("alive");
		assertThat(pool.snapshot().totals())
			.extracting(PoolSnapshot.Totals::submitted, PoolSnapshot.Totals::completed,
					(totals) -> totals.retries().retried())
			.containsExactly(1L, 1L, 1L);
	}

}
