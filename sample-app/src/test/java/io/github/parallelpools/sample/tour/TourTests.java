package io.github.parallelpools.sample.tour;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.sample.SampleApplication;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
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
		String[] all = { "--server.port=0", "--parallel.pools.regex.worker-overtime=4s",
				"--sample.checksum-folder=" + this.folder };
		return SpringApplication.run(SampleApplication.class, concat(all, args));
	}

	private static String[] concat(String[] first, String[] second) {
		return java.util.stream.Stream.of(first, second).flatMap(java.util.Arrays::stream).toArray(String[]::new);
	}

}
