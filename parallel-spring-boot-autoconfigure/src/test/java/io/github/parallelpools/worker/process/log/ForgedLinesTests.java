package io.github.parallelpools.worker.process.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.worker.process.wire.LogLevels;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LoggedError;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a worker logs or prints, it can't pass for another event. */
class ForgedLinesTests {

	private final BlockingQueue<WorkerLogEvent> events = new LinkedBlockingQueue<>();

	private final LogRelay relay = new LogRelay(new ApplicationLog() {

		@Override
		public void log(WorkerLogEvent event) {
			ForgedLinesTests.this.events.add(event);
		}

		@Override
		public LogLevels levels() {
			return LogLevels.STANDARD;
		}

		@Override
		public void onLevels(Runnable listener) {
			// They stay.
		}

		@Override
		public @Nullable String formatClass() {
			return null;
		}

	});

	private final WorkerLog log = this.relay.open("work", "work-1");

	@AfterEach
	void close() {
		this.relay.close();
	}

	@Test
	void whatIsLoggedHasNoControlCharacters() throws InterruptedException {
		String bad = "a\r\nb\u001b[2J\u007f\u0085\u061c\u200e\u200f\u202e\u2066\u2028\tc\\d\u00e4";
		String good = "a\\r\\nb\\u001b[2J\\u007f\\u0085\\u061c\\u200e\\u200f\\u202e\\u2066\\u2028\tc\\d\u00e4";
		List<StackTraceElement> frames = List.of(new StackTraceElement(bad, bad, bad, 1));
		LoggedError inner = new LoggedError(bad, bad, frames, null, List.of());
		LoggedError forged = new LoggedError(bad, bad, frames, inner, List.of(inner));
		LogMessage message = new LogMessage(System.Logger.Level.INFO, Instant.EPOCH,
				new LogMessage.Source(bad, bad, bad, null), bad, forged, Map.of(bad, bad));
		this.log.received(message.encode());
		LogMessage heard = this.events.take().message();
		assertThat(heard.source()).isEqualTo(new LogMessage.Source(good, good, good, null));
		assertThat(heard.text()).isEqualTo(good);
		assertThat(heard.context()).containsExactly(Map.entry(good, good));
		List<StackTraceElement> escaped = List.of(new StackTraceElement(good, good, good, 1));
		LoggedError clean = new LoggedError(good, good, escaped, null, List.of());
		assertThat(heard.error()).isEqualTo(new LoggedError(good, good, escaped, clean, List.of(clean)));
	}

	@Test
	void whatIsPrintedHasNoControlCharacters() throws InterruptedException {
		this.log.printed(1, "progress\r2026-01-01 ERROR \u001b[31mforged");
		assertThat(this.events.take().message().text())
			.isEqualTo("[work-1] progress\\r2026-01-01 ERROR \\u001b[31mforged");
	}

}
