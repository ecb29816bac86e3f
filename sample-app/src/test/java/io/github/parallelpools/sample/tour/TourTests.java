package io.github.parallelpools.sample.tour;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.sample.SampleApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(300)
class TourTests {

	@TempDir
	Path folder;

	@Test
	void tourShowsThatAHostilePatternWasKilledWhileOthersWentOn(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.isActive()).isTrue();
			assertThat(output).containsPattern("search raven for \\S+ore\\S+ +regex +\\d+ .* 7 matches")
				.containsPattern("thumbnail of hills.jpg +thumbnails +\\d+ .* 200 x 125")
				.containsPattern("a bean counts \\\\bthe\\\\b in alice +regex +\\d+ .* \\d{2,} matches")
				.containsPattern("HOSTILE bomb.png +thumbnails .* 31399")
				.containsPattern("HOSTILE a...a! .* regex +\\d+ .* 21005")
				.containsPattern("checksums of .* DONE: 0 of 0 files")
				.containsPattern("Process \\d+ spun on the hostile pattern .* Meanwhile \\d+ of the 18");
		}
	}

	@Test
	void tourThatIsNotPossibleHarmsNothing(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start("--sample.checksum-folder=/no/such/folder")) {
			assertThat(context.isActive()).isTrue();
			assertThat(output).contains("/no/such/folder").contains("The tour is over");
		}
	}

	private ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		application.addListeners(new HostileEnd());
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--parallel.pools.regex.worker-overtime=10m",
				"--parallel.pools.thumbnails.worker-overtime=10m", "--sample.tour.limit=2m",
				"--sample.checksum-folder=" + this.folder));
		all.addAll(List.of(args));
		return application.run(all.toArray(String[]::new));
	}

	/**
	 * Has the hostile search be over time once all others have been done, which may take
	 * as long as a busy machine needs.
	 */
	private static final class HostileEnd implements ApplicationListener<ApplicationStartedEvent> {

		/** The tour's, and one of the bean that it looks at. */
		private static final int HARMLESS = TourInput.SEARCHES.size() + 1;

		@Override
		public void onApplicationEvent(ApplicationStartedEvent event) {
			ParallelPool regex = event.getApplicationContext().getBean("regex", ParallelPool.class);
			Thread ends = new Thread(() -> {
				await().atMost(Duration.ofMinutes(2)).until(() -> regex.snapshot().totals().completed() == HARMLESS);
				regex.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofMillis(1)), "a test");
			}, "hostile-end");
			ends.setDaemon(true);
			ends.start();
		}

	}

}
