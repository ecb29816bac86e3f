package io.github.parallelpools.contract;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;
import io.github.parallelpools.worker.process.launch.ProcessSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What decides results in the application decides them in a worker process too. */
@Timeout(60)
class WorkerTwinTests {

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader());

	private final Pools pools = new Pools(WorkerKind.PROCESS);

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	private ParallelPool pool(String... arguments) {
		ProcessSettings usual = TestProcesses.settings();
		ProcessSettings settings = TestProcesses.settings(List.of(arguments), usual.startTimeout());
		ParallelPool pool = this.pools.open(new ProcessWorkerFactory(this.host, settings, null),
				(recipe) -> recipe.size(0, 1));
		pool.start();
		return pool;
	}

	private static String state() {
		return Charset.defaultCharset() + " " + TimeZone.getDefault().getID() + " " + Locale.getDefault() + " "
				+ Locale.getDefault(Locale.Category.DISPLAY) + " " + Locale.getDefault(Locale.Category.FORMAT) + " "
				+ System.getProperty("user.dir");
	}

	@Test
	void defaultsAreThoseThatTheApplicationHasNow() {
		Locale locale = Locale.getDefault();
		Locale display = Locale.getDefault(Locale.Category.DISPLAY);
		Locale format = Locale.getDefault(Locale.Category.FORMAT);
		TimeZone zone = TimeZone.getDefault();
		try {
			Locale.setDefault(Locale.forLanguageTag("sr-Latn-RS"));
			Locale.setDefault(Locale.Category.DISPLAY, Locale.ROOT);
			Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("th-TH-u-nu-thai"));
			TimeZone.setDefault(TimeZone.getTimeZone("GMT+02:30"));
			assertThat(pool().submit(() -> state()).join()).isEqualTo(state());
		}
		finally {
			Locale.setDefault(locale);
			Locale.setDefault(Locale.Category.DISPLAY, display);
			Locale.setDefault(Locale.Category.FORMAT, format);
			TimeZone.setDefault(zone);
		}
	}

	@Test
	void argumentsOfTheUserWin() {
		assertThat(pool("-Duser.timezone=Asia/Tokyo").submit(() -> TimeZone.getDefault().getID()).join())
			.isEqualTo("Asia/Tokyo");
	}

	@Test
	void collectorOfTheUserWins() {
		assertThat(pool("-XX:+UseParallelGC")
			.submit(() -> ManagementFactory.getGarbageCollectorMXBeans()
				.stream()
				.map(GarbageCollectorMXBean::getName)
				.toList()
				.toString())
			.join()).contains("PS MarkSweep");
	}

	@Test
	void nothingInItsEnvironmentIsTakenForAPool() {
		assertThat(pool().submit(() -> List.copyOf(System.getenv().keySet())).join())
			.noneMatch((name) -> name.startsWith("PARALLEL_"));
	}

}
