package io.github.parallelpools.sample.packaged;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers are started as the application is, by whichever launcher and with whatever
 * settings.
 */
@Timeout(300)
class LauncherIT {

	private static final String NO_TOUR = "--sample.tour.enabled=false";

	private static final String HARMLESS = "{\"pattern\":\"b+\",\"text\":\"abbbc\"}";

	@TempDir
	Path directory;

	@Test
	void executableWarHasWorkersUnderAPathWithOddCharacters() throws Exception {
		Path odd = Files.createDirectory(this.directory.resolve("a b+c#d%20"));
		assertServes(List.of(Layout.java(), "-jar", Layout.WAR.jar(odd).toString()), Map.of());
	}

	@Test
	void settingsOfTheLauncherAreTheApplications() throws Exception {
		assertServes(List.of(Layout.java(), "-cp", Layout.FAT.jar(this.directory).toString(),
				"org.springframework.boot.loader.launch.PropertiesLauncher"), Map.of("LOADER_ARGS", "--x=1"));
	}

	@Test
	void servicesOfThatNameInTheClusterAreNoPools() throws Exception {
		assertServes(List.of(Layout.java(), "-jar", Layout.FAT.jar(this.directory).toString()),
				Map.of("PARALLEL_POOLS_PORT", "tcp://10.0.0.1:80", "PARALLEL_POOLS_SERVICE_HOST", "10.0.0.1"));
	}

	private void assertServes(List<String> java, Map<String, String> variables) throws Exception {
		Path output = this.directory.resolve("output");
		// PropertiesLauncher takes what the variable says instead of arguments.
		Map<String, String> all = new java.util.HashMap<>(variables);
		all.put("SERVER_PORT", "0");
		all.put("SAMPLE_TOUR_ENABLED", "false");
		// The first search of a worker may take as long as a busy machine needs.
		all.put("PARALLEL_POOLS_REGEX_WORKEROVERTIME", "10m");
		try (RunningSample sample = RunningSample.start(java, all, output, NO_TOUR)) {
			HttpResponse<String> found = sample.client().postJson("/regex", HARMLESS).join();
			assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
		}
	}

}
