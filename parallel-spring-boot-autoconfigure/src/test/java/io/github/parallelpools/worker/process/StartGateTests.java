package io.github.parallelpools.worker.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class StartGateTests {

	private static final Duration FOR_EVER = Duration.ofDays(1);

	/** Enters in a thread of its own, and leaves when it is told to. */
	private final class Starter {

		private final CompletableFuture<Boolean> entered = new CompletableFuture<>();

		private final CountDownLatch ready = new CountDownLatch(1);

		private final Thread thread;

		Starter(StartGate gate) {
			this.thread = new Thread(() -> {
				try (StartGate.Place place = gate.enter()) {
					this.entered.complete(true);
					this.ready.await();
				}
				catch (InterruptedException ex) {
					this.entered.completeExceptionally(ex);
				}
			});
			this.thread.setDaemon(true);
			this.thread.start();
		}

		boolean isWaiting() {
			return this.thread.getState() == Thread.State.TIMED_WAITING;
		}

	}

	@Test
	void asManyStartAtOnceAsThereArePlacesAndTheNextFollowsAtOnce() {
		StartGate gate = new StartGate(2, FOR_EVER);
		Starter first = new Starter(gate);
		assertThat(first.entered.join()).isTrue();
		Starter second = new Starter(gate);
		assertThat(second.entered.join()).isTrue();
		Starter third = new Starter(gate);
		await().until(third::isWaiting);
		assertThat(third.entered).isNotDone();
		second.ready.countDown();
		assertThat(third.entered.join()).isTrue();
	}

	@Test
	void nobodyWaitsForStartsThatHang() throws InterruptedException {
		StartGate gate = new StartGate(1, Duration.ofMillis(50));
		Starter hangs = new Starter(gate);
		assertThat(hangs.entered.join()).isTrue();
		try (StartGate.Place beside = gate.enter()) {
			assertThat(hangs.ready.getCount()).isEqualTo(1);
		}
		hangs.ready.countDown();
	}

	@Test
	void whoIsInterruptedWhileItWaitsHasNoPlace() {
		StartGate gate = new StartGate(1, FOR_EVER);
		Starter first = new Starter(gate);
		assertThat(first.entered.join()).isTrue();
		Starter second = new Starter(gate);
		await().until(second::isWaiting);
		second.thread.interrupt();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(second.entered::join)
			.withCauseInstanceOf(InterruptedException.class);
		first.ready.countDown();
		assertThat(new Starter(gate).entered.join()).isTrue();
	}

}
