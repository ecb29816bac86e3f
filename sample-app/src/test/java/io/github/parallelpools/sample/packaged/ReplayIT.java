package io.github.parallelpools.sample.packaged;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.sample.Hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An image that has killed its worker is written to a file, and decoded again by the jar.
 */
@Timeout(300)
class ReplayIT {

	private static final String POOL = "/actuator/parallelpools/thumbnails";

	private static final String PATIENT = "--parallel.pools.thumbnails.worker-overtime=10m";

	private static final String HEAP = "--parallel.pools.thumbnails.process.max-heap=";

	@Test
	void whatHasKilledItsWorkerRunsAgainFromTheJar(@TempDir Path directory) throws Exception {
		Path letter = letter(directory);
		assertThat(replay(directory, 5, letter, HEAP + "32MB")).contains("31399", "OutOfMemoryError");
		assertThat(replay(directory, 3, letter, HEAP + "1GB")).contains("21399", "This image can't be decoded")
			.doesNotContain("Tomcat started");
	}

	/** The file of an image that needs more than the heap of its worker. */
	private static Path letter(Path directory) throws Exception {
		Path letters = directory.resolve("letters");
		try (RunningSample sample = RunningSample.start(Layout.fatJar(), directory.resolve("output"),
				"--sample.tour.enabled=false", PATIENT, HEAP + "32MB",
				"--parallel.pools.thumbnails.replay.directory=" + letters)) {
			HttpResponse<String> answer = sample.client()
				.post("/thumbnails?width=100", BodyPublishers.ofByteArray(Hostile.bomb(4000, 4000, 2)))
				.join();
			assertThat(answer.body()).contains("31399");
			await().atMost(RunningSample.PATIENCE)
				.until(() -> sample.client().get(POOL).join().body().contains("\"deadLetters\":[{"));
			String id = sample.client()
				.get(POOL)
				.join()
				.body()
				.replaceAll(".*\"deadLetters\":\\[\\{\"id\":\"([^\"]+)\".*", "$1");
			HttpResponse<String> written = sample.client()
				.postJson(POOL, "{\"action\":\"write\",\"task\":\"%s\"}".formatted(id))
				.join();
			assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
			return letters.resolve(id + ".replay");
		}
	}

	private static String replay(Path directory, int code, Path letter, String... args) throws Exception {
		List<String> command = new ArrayList<>(Layout.command(Layout.fatJar()));
		command.addAll(List.of("--parallel.replay=" + letter, PATIENT));
		command.addAll(List.of(args));
		Path output = directory.resolve("replayed");
		Process application = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(application.waitFor(RunningSample.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(application.exitValue()).as(Files.readString(output)).isEqualTo(code);
			return Files.readString(output);
		}
		finally {
			application.destroyForcibly();
		}
	}

}
