package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.StackText;

/**
 * The question to a worker process what its threads do, one at a time: who asks while the
 * answer to an earlier question is due gets that one. The reader only hands the answer
 * on; who asked waits for a short time and trusts nothing of it. An answer that comes too
 * late is forgotten, one that nobody asked for ends the connection.
 */
final class StacksQuestion {

	/** As many bytes as so many characters may take. */
	private static final int MOST_BYTES = 4 * StackText.LONGEST;

	private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

	private final AtomicReference<@Nullable Open> open = new AtomicReference<>();

	/** Guarded by this. */
	private long last;

	/**
	 * A question that has no answer yet.
	 *
	 * @param id its number
	 * @param answer the answer to come
	 */
	private record Open(long id, CompletableFuture<byte[]> answer) {
	}

	/**
	 * Asks and waits.
	 * @param asking sends the question of that number; returns soon
	 * @return the answer, {@code null} if it does not come in time
	 */
	@Nullable String ask(Duration timeout, LongConsumer asking) {
		Open question = new Open(next(), new CompletableFuture<>());
		Open due = this.open.compareAndExchange(null, question);
		try {
			if (due == null) {
				asking.accept(question.id());
			}
			// Unlike Duration.toNanos, this knows no overflow.
			long nanos = TimeUnit.NANOSECONDS.convert(timeout);
			byte[] answer = ((due != null) ? due : question).answer().get(nanos, TimeUnit.NANOSECONDS);
			String text = new String(answer, StandardCharsets.UTF_8);
			return text.isBlank() ? null : harmless(text.substring(0, Math.min(text.length(), StackText.LONGEST)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (ExecutionException | TimeoutException ex) {
			return null;
		}
	}

	/**
	 * Names of threads and classes are the task's to choose, and this goes to the log.
	 */
	private static String harmless(String text) {
		return CONTROL.matcher(text).replaceAll("?");
	}

	private synchronized long next() {
		return ++this.last;
	}

	/** Called by the reader. */
	void answered(long id, byte[] answer) throws IOException {
		Open question = this.open.get();
		if (question == null || question.id() != id || answer.length > MOST_BYTES) {
			throw new IOException(
					"The worker told its stacks in %s bytes, which nobody waits for".formatted(answer.length));
		}
		this.open.set(null);
		question.answer().complete(answer);
	}

	/** No answer comes any more. */
	void end() {
		Open question = this.open.get();
		if (question != null) {
			question.answer().complete(new byte[0]);
		}
	}

}
