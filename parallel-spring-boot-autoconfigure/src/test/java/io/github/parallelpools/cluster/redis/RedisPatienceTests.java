package io.github.parallelpools.cluster.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Answers are waited for, and nothing else is done meanwhile. */
@Timeout(60)
class RedisPatienceTests {

	private final RedisPatience patience = new RedisPatience(Duration.ofMillis(20));

	@Test
	void anAnswerThatDoesNotComeIsNotWaitedForForEver() {
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.patience.await(new CompletableFuture<>()));
	}

	@Test
	void anInterruptIsKeptForLater() throws Exception {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.patience.await(new CompletableFuture<>()));
		assertThat(Thread.interrupted()).isTrue();
		Thread.currentThread().interrupt();
		assertThat(this.patience.await(CompletableFuture.completedFuture("there"))).isEqualTo("there");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aFailureIsToldAsItIs() {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.patience.await(CompletableFuture.failedFuture(new IOException("down"))))
			.withRootCauseInstanceOf(IOException.class);
	}

	@Test
	void aThreadOfTheCommonPoolDoesNothingElseWhileItWaits() throws Exception {
		// A pool of one thread, as on a small machine, starts a thread for each task.
		Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
				Program.class.getName())
			.redirectErrorStream(true)
			.start();
		try {
			assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
				.endsWith("alone");
		}
		finally {
			program.destroyForcibly().waitFor();
		}
	}

	/** Waits in one of two threads, of which the other one is busy. */
	static final class Program {

		public static void main(String[] args) throws Exception {
			CountDownLatch busy = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
				busy.countDown();
				awaitUninterruptibly(end);
			});
			busy.await();
			System.out.println(CompletableFuture.supplyAsync(Program::waiting).get());
			end.countDown();
			other.join();
		}

		private static String waiting() {
			CompletableFuture<Void> next = CompletableFuture.runAsync(() -> {
			});
			try {
				new RedisPatience(Duration.ofMillis(20)).await(new CompletableFuture<>());
				return "no answer was given";
			}
			catch (TimeoutException ex) {
				return next.isDone() ? "it has run another task" : "alone";
			}
			catch (ExecutionException ex) {
				return ex.toString();
			}
		}

		private static void awaitUninterruptibly(CountDownLatch latch) {
			try {
				latch.await(1, TimeUnit.MINUTES);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
