package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is logged, its message is small enough for every connection. */
class LogMessageTests {

	/** What a connection takes beside the largest payload that is set for a pool. */
	private static final int MEGABYTE = 1024 * 1024;

	private static LogMessage message(String text, Throwable error) {
		LogMessage.Source source = new LogMessage.Source("logger", "main", "task-1", null);
		Map<String, String> notes = new LinkedHashMap<>();
		for (int i = 0; i < 100; i++) {
			notes.put(i + "\u6f22".repeat(2000), "\u6f22".repeat(2000));
		}
		return new LogMessage(System.Logger.Level.INFO, Instant.EPOCH, source, text, LoggedError.of(error), notes);
	}

	@Test
	void whatIsTooLargeAsAWholeIsShortenedWhereverItIsLong() throws IOException {
		Exception error = new IllegalStateException("\u6f22".repeat(100_000));
		for (int i = 0; i < 100; i++) {
			error = new IllegalStateException("\u6f22".repeat(100_000), error);
		}
		byte[] encoded = message("\u6f22".repeat(1_000_000), error).encode();
		assertThat(encoded).hasSizeLessThan(MEGABYTE);
		LogMessage read = LogMessage.decode(encoded);
		assertThat(read.text()).startsWith("\u6f22\u6f22").contains("more characters");
		LoggedError shortened = read.error();
		assertThat(shortened).isNotNull();
		assertThat(shortened.className()).isEqualTo(IllegalStateException.class.getName());
		assertThat(shortened.frames()).isNotEmpty();
	}

	@Test
	void whatIsSmallTravelsWhole() throws IOException {
		LogMessage read = LogMessage.decode(message("text", new Exception("outer", new Exception("inner"))).encode());
		LoggedError error = read.error();
		assertThat(error).isNotNull();
		assertThat(error.cause()).isNotNull().extracting(LoggedError::message).isEqualTo("inner");
	}

}
