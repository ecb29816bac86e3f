package io.github.parallelpools.shared.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks a store again while it fails, for what must not be left undone: a lock that is not
 * given back is one that nobody else gets. The time between two attempts grows; after
 * about {@value #MOST_ATTEMPTS} times {@value #LONGEST_MILLIS} ms the last failure is the
 * answer. Does not know what is asked for.
 *
 * @param <T> the type of the answer
 */
public final class PatientCall<T extends @Nullable Object> {

	private static final int MOST_ATTEMPTS = 60;

	private static final long LONGEST_MILLIS = 5_000;

	private final Supplier<CompletableFuture<T>> question;

	private final Executor threads;

	private final Witness witness;

	private final CompletableFuture<T> answer = new CompletableFuture<>();

	/** Written by whoever is told of an attempt, of which there is one at a time. */
	private int failures;

	/** Is told that the store fails; writes to a log, and is not called by the store. */
	@FunctionalInterface
	public interface Witness {

		/**
		 * The store has failed.
		 * @param error how
		 * @param last whether nobody asks any more
		 */
		void failed(Throwable error, boolean last);

	}

	private PatientCall(Supplier<CompletableFuture<T>> question, Executor threads, Witness witness) {
		this.question = question;
		this.threads = threads;
		this.witness = witness;
	}

	/**
	 * Asks until there is an answer that is no failure of the store.
	 * @param <T> the type of the answer
	 * @param question asks once
	 * @param threads where further attempts are made; each holds a thread until it is
	 * made
	 * @param witness told of the first failure and the last
	 * @return the answer; what the store has answered itself if it has done so at once
	 */
	public static <T extends @Nullable Object> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question,
			Executor threads, Witness witness) {
		return goOn(LockAnswers.ask(question), question, threads, witness);
	}

	/**
	 * As {@link #ask}, where somebody has asked for the first time.
	 * @param <T> the type of the answer
	 * @param first the first answer
	 * @param question asks once more
	 * @param threads where further attempts are made
	 * @param witness told of the first failure and the last
	 * @return the answer
	 */
	public static <T extends @Nullable Object> CompletableFuture<T> goOn(CompletableFuture<T> first,
			Supplier<CompletableFuture<T>> question, Executor threads, Witness witness) {
		if (LockAnswers.isGiven(first)) {
			return first;
		}
		PatientCall<T> call = new PatientCall<>(question, threads, witness);
		first.whenComplete(call::answered);
		return call.answer;
	}

	private void answered(@Nullable T given, @Nullable Throwable error) {
		if (error == null) {
			this.answer.complete(given);
			return;
		}
		Throwable cause = LockAnswers.cause(error);
		if (cause instanceof IllegalMonitorStateException) {
			this.answer.completeExceptionally(cause);
			return;
		}
		int number = ++this.failures;
		try {
			this.threads.execute(() -> failed(number, cause));
		}
		catch (RuntimeException | Error ex) {
			this.answer.completeExceptionally(ex);
		}
	}

	private void failed(int number, Throwable cause) {
		try {
			boolean last = number >= MOST_ATTEMPTS;
			if (number == 1 || last) {
				tell(cause, last);
			}
			if (last) {
				this.answer.completeExceptionally(cause);
				return;
			}
			pause(TimeUnit.MILLISECONDS.toNanos(backoffMillis(number - 1)));
			this.question.get().whenComplete(this::answered);
		}
		catch (Throwable ex) {
			answered(null, ex);
		}
	}

	private void tell(Throwable cause, boolean last) {
		try {
			this.witness.failed(cause, last);
		}
		catch (Throwable ex) {
			// The log fails as well: there is nobody else to tell.
			return;
		}
	}

	private void pause(long nanos) {
		long deadline = System.nanoTime() + nanos;
		for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
			LockSupport.parkNanos(this, left);
			// Nobody interrupts a helper: whatever was left behind has no meaning here.
			Thread.interrupted();
		}
	}

	/**
	 * What follows from a failure, for the end of a message.
	 * @param last whether nobody asks any more
	 * @return what to expect, or to do
	 */
	public static String outlook(boolean last) {
		return last ? ". That was tried for minutes: release it by hand once the store of locks answers again"
				: "; that is tried again";
	}

	/**
	 * How long to wait before the next attempt.
	 * @param before how many have failed before the last one
	 * @return milliseconds
	 */
	public static long backoffMillis(int before) {
		return Math.min(50L << Math.min(before, 10), LONGEST_MILLIS);
	}

}
