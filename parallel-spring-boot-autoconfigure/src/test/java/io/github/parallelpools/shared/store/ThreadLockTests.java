package io.github.parallelpools.shared.store;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.shared.SharedLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A lock of the application whose store fails, or answers when it is too late. */
@Timeout(60)
class ThreadLockTests {

	private static final RuntimeException GONE = new IllegalStateException("the store is gone");

	private final OneAnswer store = new OneAnswer();

	private final ThreadLock lock = new ThreadLock("one", this.store, () -> this.ended);

	private volatile boolean ended;

	@BeforeEach
	@AfterEach
	void noInterrupt() {
		Thread.interrupted();
	}

	@Test
	void aFailureIsToldWithTheLockAndTheRemedy() {
		this.store.next.completeExceptionally(GONE);
		assertFails(this.lock::lock, "Lock 'one' could not be taken");
		assertFails(this.lock::lockInterruptibly, "Lock 'one' could not be taken");
		assertFails(this.lock::tryLock, "Lock 'one' could not be taken");
		assertFails(() -> this.lock.tryLock(1, TimeUnit.DAYS), "Lock 'one' could not be taken");
		assertFails(this.lock::unlock, "Lock 'one' could not be given back");
		assertFails(this.lock::isHeldByCurrentThread, "Nobody could tell who has lock 'one'");
	}

	private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String what) {
		assertThatExceptionOfType(SharedLockException.class).isThrownBy(call)
			.withMessageStartingWith(what)
			.withMessageContaining("the store is gone")
			.withMessageContaining("Nothing has changed")
			.withCause(GONE);
	}

	@Test
	void whoGivesBackWhatHeDoesNotHaveIsToldSo() {
		this.store.next.completeExceptionally(new IllegalMonitorStateException("not yours"));
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(this.lock::unlock)
			.withMessage("not yours");
	}

	@Test
	void aGrantThatComesAfterTheTimeIsUpCounts() throws Exception {
		this.store.cancelled.thenRun(() -> this.store.next.complete(true));
		assertThat(this.lock.tryLock(1, TimeUnit.NANOSECONDS)).isTrue();
		assertThat(this.store.released).isNotDone();
	}

	@Test
	void aGrantThatComesAfterAnInterruptIsGivenBack() throws Exception {
		AtomicReference<Throwable> end = new AtomicReference<>();
		Thread waiting = waiting(this.lock::lockInterruptibly, end);
		waiting.interrupt();
		assertThat(this.store.cancelled).succeedsWithin(30, TimeUnit.SECONDS);
		assertThat(waiting.isAlive()).as("it waits for what came of its request").isTrue();
		this.store.next.complete(true);
		waiting.join();
		assertThat(end.get()).isInstanceOf(InterruptedException.class);
		assertThat(this.store.released).isDone();
	}

	@Test
	void anInterruptedThreadLeavesThoughTheStoreFails() throws Exception {
		AtomicReference<Throwable> end = new AtomicReference<>();
		Thread waiting = waiting(this.lock::lockInterruptibly, end);
		waiting.interrupt();
		assertThat(this.store.cancelled).succeedsWithin(30, TimeUnit.SECONDS);
		this.store.next.completeExceptionally(GONE);
		waiting.join();
		assertThat(end.get()).isInstanceOf(InterruptedException.class);
		assertThat(this.store.released).isNotDone();
	}

	@Test
	void aTaskThatIsEndedWhileItWaitsKnowsThatItHasNothing() throws Exception {
		AtomicReference<Throwable> end = new AtomicReference<>();
		Thread waiting = waiting(this.lock::lock, end);
		waiting.interrupt();
		await().until(() -> !waiting.isInterrupted());
		assertThat(this.store.cancelled).as("it was not ended").isNotDone();
		this.ended = true;
		waiting.interrupt();
		assertThat(this.store.cancelled).succeedsWithin(30, TimeUnit.SECONDS);
		this.store.next.complete(false);
		waiting.join();
		assertThat(end.get()).isInstanceOf(CancellationException.class).hasMessageContaining("lock 'one'");
	}

	private static Thread waiting(Waiting call, AtomicReference<Throwable> end) {
		Thread thread = new Thread(() -> {
			try {
				call.run();
			}
			catch (Throwable ex) {
				end.set(ex);
			}
		});
		thread.start();
		await().until(() -> thread.getState() == Thread.State.WAITING);
		return thread;
	}

	/** Waits for a lock. */
	private interface Waiting {

		void run() throws Exception;

	}

	/** Gives everybody the same answer, when the test has one. */
	private static final class OneAnswer extends DelegatingLocks {

		private final CompletableFuture<Boolean> next = new CompletableFuture<>();

		private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();

		private final CompletableFuture<Boolean> released = new CompletableFuture<>();

		@Override
		public CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner) {
			return this.next;
		}

		@Override
		public LockRequest acquire(String lock, LockOwner owner) {
			return new KeptRequest(this.next, this.cancelled);
		}

		@Override
		public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
			this.released.complete(true);
			return this.next.thenApply((yes) -> null);
		}

		@Override
		public CompletableFuture<Boolean> isHeld(String lock, LockOwner owner) {
			return this.next;
		}

	}

}
