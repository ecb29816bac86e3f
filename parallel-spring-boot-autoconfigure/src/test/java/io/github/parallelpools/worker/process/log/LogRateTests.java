package io.github.parallelpools.worker.process.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.worker.process.wire.LogLevels;
import io.github.parallelpools.worker.process.wire.LogMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What one worker may log in the long run. */
class LogRateTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static int admitted(LogRate rate, long now, int asked) {
		int admitted = 0;
		for (int i = 0; i < asked; i++) {
			admitted += rate.admits(now) ? 1 : 0;
		}
		return admitted;
	}

	@Test
	void aBurstPassesAndThenSoManyASecond() {
		long now = Long.MAX_VALUE - SECOND;
		LogRate rate = new LogRate(now);
		assertThat(admitted(rate, now, 2 * LogRate.BURST)).isEqualTo(LogRate.BURST);
		now += SECOND;
		assertThat(admitted(rate, now, 2 * LogRate.BURST)).isEqualTo(LogRate.PER_SECOND);
		now += 1000 * SECOND;
		assertThat(admitted(rate, now, 2 * LogRate.BURST)).isEqualTo(LogRate.BURST);
	}

	@Test
	void whatIsDroppedIsToldOnceASecondAndOnce() {
		LogRate rate = new LogRate(0);
		admitted(rate, 0, LogRate.BURST + 7);
		assertThat(rate.toTell(SECOND - 1)).isZero();
		assertThat(rate.toTell(SECOND)).isEqualTo(7);
		assertThat(rate.toTell(2 * SECOND)).isZero();
		assertThat(rate.all()).isZero();
	}

	@Test
	void ofAFloodTheWorkerHearsThatAllWasReadAndTheLogHowMuchWasDropped() throws Exception {
		List<String> texts = new CopyOnWriteArrayList<>();
		Semaphore read = new Semaphore(0);
		byte[] message = new LogMessage(System.Logger.Level.INFO, Instant.EPOCH,
				new LogMessage.Source("flood", "main", null, null), "text", null, Map.of())
			.encode();
		try (LogRelay relay = new LogRelay(new Warnings(texts))) {
			WorkerLog log = relay.open("work", "work-1");
			log.connected(1, (bytes) -> read.release((int) bytes));
			int window = 1000;
			for (int sent = 0; sent < 20 * LogRate.BURST; sent += window) {
				for (int i = 0; i < window; i++) {
					log.received(message);
				}
				assertThat(read.tryAcquire(window * message.length, 1, TimeUnit.MINUTES)).isTrue();
			}
			log.close();
			await().until(() -> isDropToldIn(texts));
		}
	}

	@Test
	void ofAFloodOfPrintedLinesTheLogHearsHowMuchWasDropped() {
		List<String> texts = new CopyOnWriteArrayList<>();
		try (LogRelay relay = new LogRelay(new Warnings(texts))) {
			WorkerLog log = relay.open("work", "work-1");
			for (int i = 0; i < 20 * LogRate.BURST; i++) {
				log.printed(1, "line");
			}
			log.close();
			await().until(() -> isDropToldIn(texts));
		}
	}

	private static boolean isDropToldIn(List<String> texts) {
		return texts.stream()
			.anyMatch((text) -> text.matches(
					"\\d+ log events and printed lines of worker work-1 were dropped: it says more than 10000 a second.*logging.level"));
	}

	/** Takes all, and keeps the warnings. */
	private record Warnings(List<String> texts) implements ApplicationLog {

		@Override
		public void log(WorkerLogEvent event) {
			if (event.message().level() == System.Logger.Level.WARNING) {
				this.texts.add(event.message().text());
			}
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

	}

}
