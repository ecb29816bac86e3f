package io.github.parallelpools.shared.store;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLockException;

/**
 * Answers of a {@link LockStore} that are there at once, made in advance, and how those
 * are read that come later.
 */
public final class LockAnswers {

	/** How long to wait where only the answer ends that. */
	public static final long NEVER = Long.MAX_VALUE / 2;

	/** Yes. */
	public static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);

	/** No. */
	public static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

	/** It is done. */
	public static final CompletableFuture<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

	/** Nothing is held. */
	public static final CompletableFuture<List<String>> NOTHING = CompletableFuture.completedFuture(List.of());

	private LockAnswers() {
	}

	/**
	 * Yes or no.
	 * @param yes which of them
	 * @return the answer
	 */
	static CompletableFuture<Boolean> of(boolean yes) {
		return yes ? YES : NO;
	}

	/**
	 * Asks a store. What it throws, against its contract, is an answer like any other.
	 * @param <T> the type of the answer
	 * @param question asks
	 * @return the answer
	 */
	public static <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
		try {
			return question.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Asks a store for a lock. What it throws, against its contract, is an answer like
	 * any other.
	 * @param store the store
	 * @param lock the lock's name
	 * @param owner for whom
	 * @param timed whether the request is taken back after some time
	 * @return the request
	 */
	public static LockRequest request(LockStore store, String lock, LockOwner owner, boolean timed) {
		try {
			return store.acquire(lock, owner, timed);
		}
		catch (RuntimeException ex) {
			return new AnsweredRequest(CompletableFuture.failedFuture(ex));
		}
	}

	/**
	 * Whether an answer is there and no exception.
	 * @param answer the answer
	 * @return {@code false} if it is still to come, or has failed
	 */
	public static boolean isGiven(CompletableFuture<?> answer) {
		return answer.isDone() && !answer.isCompletedExceptionally();
	}

	/**
	 * The exception that an answer is.
	 * @param answer the answer, which is there
	 * @return the exception, {@code null} if the answer is none
	 */
	public static @Nullable Throwable failure(CompletableFuture<?> answer) {
		if (!answer.isCompletedExceptionally()) {
			return null;
		}
		return answer.handle((given, error) -> cause(error)).join();
	}

	/**
	 * Waits for an answer; interrupts are kept for later. Not for those that hold a lock
	 * of their own, or read from a socket.
	 * @param <T> the type of the answer
	 * @param answer the answer
	 * @param what what has failed if the store has, with a place for the lock's name
	 * @param lock the lock's name
	 * @return the answer
	 * @throws IllegalMonitorStateException if that is the answer
	 * @throws SharedLockException if the store has failed
	 */
	public static <T extends @Nullable Object> T await(CompletableFuture<T> answer, String what, String lock) {
		boolean interrupted = false;
		while (true) {
			try {
				awaitDone(answer, NEVER);
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return get(answer, what, lock);
	}

	/**
	 * An answer that is there.
	 * @param <T> the type of the answer
	 * @param answer the answer
	 * @param what what has failed if the store has, with a place for the lock's name
	 * @param lock the lock's name
	 * @return the answer
	 */
	static <T extends @Nullable Object> T get(CompletableFuture<T> answer, String what, String lock) {
		try {
			return answer.join();
		}
		catch (CompletionException | CancellationException ex) {
			throw failure(what, lock, ex);
		}
	}

	/**
	 * Waits until an answer is there, whatever it is. The thread is parked: it does not
	 * help others meanwhile, as what they lock would be its own.
	 * @param answer the answer
	 * @param nanos for how long to wait at most
	 * @return whether it is there
	 * @throws InterruptedException if the thread was interrupted while it waited
	 */
	public static boolean awaitDone(CompletableFuture<?> answer, long nanos) throws InterruptedException {
		if (answer.isDone()) {
			return true;
		}
		long deadline = System.nanoTime() + nanos;
		Thread thread = Thread.currentThread();
		answer.whenComplete((given, error) -> LockSupport.unpark(thread));
		while (!answer.isDone()) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			if (nanos == NEVER) {
				LockSupport.park(answer);
			}
			else {
				LockSupport.parkNanos(answer, left);
			}
		}
		return true;
	}

	/**
	 * What whoever asked is told of an answer that is an exception.
	 * @param what what has failed, with a place for the lock's name
	 * @param lock the lock's name
	 * @param error the answer
	 * @return what to throw
	 */
	public static RuntimeException failure(String what, String lock, Throwable error) {
		Throwable cause = cause(error);
		if (cause instanceof IllegalMonitorStateException) {
			return new IllegalMonitorStateException(cause.getMessage());
		}
		if (cause instanceof SharedLockException) {
			return new SharedLockException(String.valueOf(cause.getMessage()), cause);
		}
		return new SharedLockException("%s, as the store of locks has failed: %s. Nothing has changed; try again"
			.formatted(what.formatted(lock), cause), cause);
	}

	/**
	 * The exception that the store has answered with.
	 * @param error how it is told to those that depend on the answer
	 * @return the exception itself
	 */
	public static Throwable cause(Throwable error) {
		Throwable cause = (error instanceof CompletionException) ? error.getCause() : null;
		return (cause != null) ? cause : error;
	}

}
