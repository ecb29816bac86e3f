package io.github.parallelpools.worker.process.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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
	void ofAFloodTheWorkerHearsThatAllWasReadAndTheLogHowMuchWasDropped() {
		List<String> texts = new CopyOnWriteArrayList<>();
		AtomicLong read = new AtomicLong();
		int sent = 20 * LogRate.BURST;
		byte[] message = new LogMessage(System.Logger.Level.INFO, Instant.EPOCH,
				new LogMessage.Source("flood", "main", null, null), "text", null, Map.of())
			.encode();
		try (LogRelay relay = new LogRelay(new Warnings(texts))) {
			WorkerLog log = relay.open("work", "work-1");
			log.connected(1, read::addAndGet);
			for (int i = 0; i < sent; i++) {
				log.received(message);
			}
			log.close();
			await().until(() -> texts.stream()
				.anyMatch((text) -> text.matches(
						"\\d+ log events and printed lines of worker work-1 were dropped: it says more than 10000 a second.*logging.level")));
			assertThat(read.get()).isPositive();
		}
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
