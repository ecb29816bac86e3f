package io.github.parallelpools.spi;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.OwnThread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What is asked of a run and what it answers. */
@Timeout(60)
class RunControlTests {

	private static final Duration NOW = Duration.ZERO;

	private final AtomicLong clock = new AtomicLong(1000);

	private final AtomicInteger changes = new AtomicInteger();

	private final RunControl control = new RunControl(this.clock::get, this.changes::incrementAndGet);

	private CompletableFuture<Boolean> atCheckpoint() {
		CompletableFuture<Boolean> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.control.checkpoint();
				end.complete(Thread.interrupted());
			}
			catch (CancellationException ex) {
				end.completeExceptionally(ex);
			}
		});
		thread.start();
		return end;
	}

	@Test
	void nothingIsWaitedForIfNothingIsAsked() {
		this.control.checkpoint();
		this.control.pause();
		this.control.resume();
		this.control.checkpoint();
		assertThat(this.control.waitedNanos()).isZero();
	}

	@Test
	void onlyWhatWasAskedToWaitIsBelievedThatItWaits() {
		this.control.waitingElsewhere(true, 0);
		assertThat(this.control.isWaiting()).isFalse();
		this.control.pause();
		this.control.waitingElsewhere(true, this.control.round());
		assertThat(this.control.isWaiting()).isTrue();
		this.clock.addAndGet(5);
		this.control.resume();
		this.control.waitingElsewhere(true, this.control.round());
		assertThat(this.control.isWaiting()).isFalse();
		this.clock.addAndGet(10);
		assertThat(this.control.waitedNanos()).isEqualTo(5);
	}

	@Test
	void onlyTheTimeAtCheckpointsIsCounted() throws Exception {
		this.control.pause();
		this.clock.addAndGet(5);
		CompletableFuture<Boolean> one = atCheckpoint();
		await().until(this.control::isWaiting);
		this.clock.addAndGet(10);
		CompletableFuture<Boolean> other = atCheckpoint();
		assertThat(this.control.waitedNanos()).isEqualTo(10);
		this.clock.addAndGet(20);
		this.control.resume();
		one.get();
		other.get();
		this.clock.addAndGet(40);
		assertThat(this.control.isWaiting()).isFalse();
		assertThat(this.control.waitedNanos()).isEqualTo(30);
	}

	@Test
	void noLessThanNothingIsCountedThoughTheClockIsMovedBack() {
		this.control.pause();
		this.control.waitingElsewhere(true, this.control.round());
		this.clock.addAndGet(-500);
		assertThat(this.control.waitedNanos()).isZero();
		this.control.resume();
		assertThat(this.control.waitedNanos()).isZero();
	}

	@Test
	void aRunThatIsToEndLeavesTheCheckpointWithAnException() {
		for (Runnable end : new Runnable[] { this.control::stop, this.control::end }) {
			this.control.pause();
			CompletableFuture<Boolean> waiting = atCheckpoint();
			end.run();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> throwing(waiting));
			assertThatExceptionOfType(CancellationException.class).isThrownBy(this.control::checkpoint);
		}
	}

	private static void throwing(CompletableFuture<Boolean> future) throws Exception {
		try {
			future.get(30, TimeUnit.SECONDS);
		}
		catch (java.util.concurrent.ExecutionException ex) {
			throw (Exception) ex.getCause();
		}
	}

	@Test
	void anInterruptEndsTheWaitAndStays() {
		this.control.pause();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(this.control::checkpoint)
			.withMessageContaining("interrupted while it was paused");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.control.isWaiting()).isFalse();
	}

	@Test
	void theAnswerToAnEarlierRequestIsNoAnswerToALaterOne() throws Exception {
		this.control.pause();
		int first = this.control.round();
		this.control.waitingElsewhere(true, first);
		assertThat(this.control.awaitWaiting(NOW)).isTrue();
		this.control.resume();
		this.control.pause();
		assertThat(this.control.awaitWaiting(NOW)).isFalse();
		this.control.waitingElsewhere(true, first);
		assertThat(this.control.awaitWaiting(NOW)).isFalse();
		this.control.waitingElsewhere(true, this.control.round());
		assertThat(this.control.awaitWaiting(NOW)).isTrue();
	}

	@Test
	void aRunThatKeepsWaitingAnswersEachCopiedRequest() throws Exception {
		this.control.copy(true, false, 1);
		CompletableFuture<Boolean> waiting = atCheckpoint();
		await().until(() -> this.changes.get() == 1);
		this.control.copy(true, false, 3);
		await().until(() -> this.changes.get() == 2);
		assertThat(this.control.isWaiting()).isTrue();
		this.control.copy(false, false, 4);
		waiting.get();
		assertThat(this.changes).hasValue(3);
	}

	@Test
	void whoeverWaitsForThePauseOfARunLearnsOfItsEnd() throws Exception {
		this.control.pause();
		CompletableFuture<Boolean> answer = CompletableFuture.supplyAsync(() -> {
			try {
				return this.control.awaitWaiting(Duration.ofSeconds(Long.MAX_VALUE));
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}, OwnThread::run);
		this.control.end();
		assertThat(answer.get()).isTrue();
	}

}
