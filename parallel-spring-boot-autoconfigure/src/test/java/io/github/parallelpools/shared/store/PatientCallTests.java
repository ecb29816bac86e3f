package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What is asked until it is answered. */
@Timeout(60)
class PatientCallTests {

	private static final IllegalStateException GONE = new IllegalStateException("gone");

	private static final Executor NOBODY = (work) -> {
		throw new RejectedExecutionException("nobody is there");
	};

	private final List<Throwable> failures = new ArrayList<>();

	private final AtomicInteger asked = new AtomicInteger();

	private void failed(Throwable error, boolean last) {
		assertThat(last).isFalse();
		this.failures.add(error);
	}

	/** Fails so many times, in all the ways that there are. */
	private Supplier<CompletableFuture<String>> failing(int times) {
		return () -> {
			int number = this.asked.incrementAndGet();
			if (number > times) {
				return CompletableFuture.completedFuture("done");
			}
			if (number % 2 == 0) {
				throw GONE;
			}
			return CompletableFuture.supplyAsync(() -> {
				throw GONE;
			});
		};
	}

	@Test
	void anAnswerAtOnceIsTheAnswer() {
		CompletableFuture<String> answer = CompletableFuture.completedFuture("done");
		assertThat(PatientCall.ask(() -> answer, NOBODY, this::failed)).isSameAs(answer);
	}

	@Test
	void failuresAreRepeatedAndToldOnce() {
		assertThat(PatientCall.ask(failing(3), (work) -> new Thread(work).start(), this::failed))
			.succeedsWithin(30, TimeUnit.SECONDS)
			.isEqualTo("done");
		assertThat(this.asked).hasValue(4);
		assertThat(this.failures).containsExactly(GONE);
	}

	@Test
	void whatIsNotHeldIsNotGivenBackAgain() {
		IllegalMonitorStateException notHeld = new IllegalMonitorStateException();
		CompletableFuture<Void> answer = PatientCall.ask(() -> CompletableFuture.failedFuture(notHeld), NOBODY,
				this::failed);
		assertThat(LockAnswers.failure(answer)).isSameAs(notHeld);
		assertThat(this.failures).isEmpty();
	}

	@Test
	void whoHasNoThreadToTryAgainIsTold() {
		CompletableFuture<String> answer = PatientCall.ask(() -> CompletableFuture.failedFuture(GONE), NOBODY,
				this::failed);
		assertThat(LockAnswers.failure(answer)).isInstanceOf(RejectedExecutionException.class);
	}

	@Test
	void theTimeBetweenTwoAttemptsGrowsToAFewSeconds() {
		assertThat(PatientCall.backoffMillis(0)).isEqualTo(50);
		assertThat(PatientCall.backoffMillis(3)).isEqualTo(400);
		assertThat(PatientCall.backoffMillis(1000)).isEqualTo(5000);
	}

}
