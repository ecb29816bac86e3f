package io.github.parallelpools.sample.packaged;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.sample.Hostile;
import io.github.parallelpools.sample.SampleApplication;
import io.github.parallelpools.sample.TestImages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every layout of the packaged sample must pass. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PackagedSampleContract {

	/** The tour's, and one of the bean that it looks at. */
	private static final int HARMLESS_SEARCHES = 13;

	private static final String HARMLESS = "{\"pattern\":\"a+\",\"text\":\"baab\"}";

	/**
	 * Three rounds of the four workers: what ends in about a second on a quiet machine.
	 */
	private static final long ENDS_DURING_AN_ANSWER = 12;

	private static final String NO_TOUR = "--sample.tour.enabled=false";

	/** Between the rounds of probes, whose thumbnails would keep a processor busy. */
	private static final Duration PAUSE = Duration.ofMillis(50);

	private static final String REGEX = "/actuator/parallelpools/regex";

	private static final String PATIENT = "--parallel.pools.regex.worker-overtime=10m";

	private final Layout layout;

	private Path jar;

	private Path files;

	/** As users start it, with its tour, for the tests that need nothing else. */
	private RunningSample usual;

	PackagedSampleContract(Layout layout) {
		this.layout = layout;
	}

	@BeforeAll
	void makeLayout(@TempDir Path directory) throws Exception {
		this.jar = this.layout.jar(directory);
		this.files = Files.createDirectories(directory.resolve("files"));
		for (int i = 0; i < 10; i++) {
			Files.write(this.files.resolve("file-" + i), new byte[10_000 * i]);
		}
		this.usual = start("usual", "--logging.level.io.github.parallelpools.sample.thumbnails=debug", PATIENT,
				"--sample.tour.limit=10m");
		// The harmless searches may take as long as a busy machine needs.
		await().atMost(Duration.ofMinutes(5))
			.until(() -> this.usual.client()
				.get(REGEX)
				.join()
				.body()
				.contains("\"completed\":" + HARMLESS_SEARCHES + ","));
		changeOvertime(this.usual, "1ms");
		awaitTheEndOfTheTour();
		changeOvertime(this.usual, "10m");
	}

	@AfterAll
	void end() throws InterruptedException {
		if (this.usual != null) {
			this.usual.close();
		}
	}

	@Test
	void searchesAndThumbnailsAreDoneByLiveChildProcesses() throws Exception {
		HttpResponse<String> found = this.usual.client().postJson("/regex", HARMLESS).join();
		assertThat(found.statusCode()).isEqualTo(200);
		assertLiveChild(this.usual, Long.parseLong(found.body().replaceAll(".*\"pid\":(\\d+).*", "$1")));

		HttpResponse<String> thumbnail = thumbnail(this.usual).join();
		assertThat(thumbnail.statusCode()).isEqualTo(200);
		assertLiveChild(this.usual, thumbnail.headers().firstValueAsLong("X-Worker-Pid").orElseThrow());
	}

	/** Workers have served by then, so that searches take no time. */
	private void awaitTheEndOfTheTour() {
		await().atMost(RunningSample.PATIENCE).until(() -> this.usual.output().contains("Meanwhile"));
	}

	@Test
	void whatWorkersLogIsInTheApplicationsLog() throws Exception {
		assertThat(thumbnail(this.usual).join().statusCode()).isEqualTo(200);
		byte[] broken = Arrays.copyOf(TestImages.png(400, 300), 40);
		assertThat(this.usual.client()
			.post("/thumbnails?width=100", BodyPublishers.ofByteArray(broken))
			.join()
			.statusCode()).isBetween(400, 499);
		await().atMost(RunningSample.PATIENCE)
			.untilAsserted(() -> assertThat(this.usual.output())
				.containsPattern("INFO .* parallel.pools.thumbnails +: Made a thumbnail of")
				.containsPattern("DEBUG .*ThumbnailHandler +: This image can't be decoded\\R+.*Exception"));
	}

	@Test
	void aWorkerMakesItsHandlerABeanOfTheApplicationsOwnConfiguration() throws Exception {
		try (RunningSample sample = start("beans", NO_TOUR,
				"--parallel.pools.thumbnails.process.configuration=" + SampleApplication.class.getName())) {
			HttpResponse<String> thumbnail = thumbnail(sample).join();
			assertThat(thumbnail.statusCode()).as(sample::output).isEqualTo(200);
			assertLiveChild(sample, thumbnail.headers().firstValueAsLong("X-Worker-Pid").orElseThrow());
		}
	}

	private static void assertLiveChild(RunningSample sample, long pid) {
		assertThat(pid).isNotEqualTo(sample.pid());
		assertThat(sample.process().children()).filteredOn(ProcessHandle::isAlive)
			.extracting(ProcessHandle::pid)
			.contains(pid);
	}

	@Test
	void manyHostilePatternsAreAnsweredAndNothingElseIsHeldUp() throws Exception {
		try (RunningSample sample = start("hostile", NO_TOUR, "--parallel.pools.regex.worker-overtime=300ms")) {
			List<Probe> probes = probes(sample);
			probes.forEach((probe) -> probe.warmUp(30));

			List<CompletableFuture<HttpResponse<String>>> hostile = IntStream.range(0, this.layout.hostilePatterns())
				.mapToObj((i) -> sample.client().postJson("/regex", Hostile.SEARCH))
				.toList();
			CompletableFuture<Void> all = CompletableFuture.allOf(hostile.toArray(CompletableFuture[]::new));
			while (!all.isDone()) {
				probes.forEach((probe) -> probe.measure(() -> hostile.stream().filter(Future::isDone).count()));
				LockSupport.parkNanos(PAUSE.toNanos());
			}

			System.out.printf("During %d hostile patterns, %s layout: %s%n", hostile.size(), this.layout, probes);
			assertThat(hostile).extracting(CompletableFuture::join)
				.allSatisfy((response) -> assertThat(response.statusCode()).isEqualTo(422))
				.allSatisfy((response) -> assertThat(response.body()).contains("\"code\":\"21005\""));
			assertThat(probes).allSatisfy((probe) -> assertThat(probe.count()).isGreaterThan(10))
				.allSatisfy((probe) -> assertThat(probe.endsDuringAnAnswer()).as(probe::toString)
					.isLessThanOrEqualTo(ENDS_DURING_AN_ANSWER));
			// The first search of a new worker may take longer than searches may here,
			// and so of each that replaces it.
			changeOvertime(sample, "1m");
			await().atMost(RunningSample.PATIENCE)
				.untilAsserted(() -> assertThat(sample.client().postJson("/regex", HARMLESS).join()).returns(200,
						HttpResponse::statusCode));
		}
	}

	private static void changeOvertime(RunningSample sample, String limit) {
		HttpResponse<String> changed = sample.client()
			.postJson(REGEX,
					"{\"action\":\"change\",\"setting\":\"worker-overtime\",\"value\":\"%s\"}".formatted(limit))
			.join();
		assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
	}

	private static List<Probe> probes(RunningSample sample) {
		return List.of(new Probe("POST /thumbnails", 200, () -> thumbnail(sample)),
				new Probe("POST /checksums", 202, () -> sample.client().post("/checksums", BodyPublishers.noBody())),
				new Probe("GET /", 200, () -> sample.client().get("/")),
				new Probe("GET /actuator/parallelpools", 200, () -> sample.client().get("/actuator/parallelpools")));
	}

	private static CompletableFuture<HttpResponse<String>> thumbnail(RunningSample sample) {
		return sample.client().post("/thumbnails?width=100", BodyPublishers.ofByteArray(TestImages.png(400, 300)));
	}

	@Test
	void tourIsPrinted() throws Exception {
		assertThat(this.usual.output()).containsPattern("search raven for \\S+ +regex +\\d+ .* 7 matches")
			.containsPattern("thumbnail of hills.jpg +thumbnails +\\d+ .* 200 x 125")
			.containsPattern("checksums of .* DONE: 10 of 10 files")
			.containsPattern("HOSTILE a...a! .* regex +\\d+ .* 21005")
			.containsPattern("HOSTILE bomb.png +thumbnails .* 31399")
			.containsPattern("Process \\d+ spun on the hostile pattern .* Meanwhile \\d+ of the 18");
		assertThat(this.usual.client().get("/").join().statusCode()).isEqualTo(200);
	}

	@Test
	void nothingIsLeftAfterTheApplicationWasAskedToEnd() throws Exception {
		try (RunningSample sample = start("terminated", NO_TOUR, PATIENT, "--parallel.pools.thumbnails.min-size=1",
				"--parallel.shutdown-timeout=1s", "--spring.lifecycle.timeout-per-shutdown-phase=2s")) {
			thumbnail(sample).join();
			List<ProcessHandle> workers = sample.spin(2);
			assertThat(workers).hasSizeGreaterThanOrEqualTo(3);

			sample.process().destroy();

			assertThat(sample.process().waitFor(RunningSample.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertGone(workers);
		}
	}

	@Test
	void noIdleWorkerIsLeftAfterTheApplicationWasKilled() throws Exception {
		try (RunningSample sample = start("killed-idle", NO_TOUR, "--parallel.pools.regex.min-size=2",
				"--parallel.pools.thumbnails.min-size=2")) {
			sample.client().postJson("/regex", HARMLESS).join();
			thumbnail(sample).join();
			await().atMost(RunningSample.PATIENCE).until(() -> sample.descendants().size() >= 4);
			List<ProcessHandle> workers = sample.descendants();

			sample.process().destroyForcibly().waitFor();

			assertGone(workers);
		}
	}

	@Test
	void noSpinningWorkerIsLeftAfterTheApplicationWasKilled() throws Exception {
		try (RunningSample sample = start("killed-spinning", NO_TOUR, PATIENT)) {
			List<ProcessHandle> workers = sample.spin(4);
			assertThat(workers).hasSizeGreaterThanOrEqualTo(4);

			sample.process().destroyForcibly().waitFor();

			assertGone(workers);
		}
	}

	private static void assertGone(List<ProcessHandle> workers) {
		await().atMost(RunningSample.PATIENCE)
			.untilAsserted(() -> assertThat(workers).noneMatch(PackagedSampleContract::isThere));
	}

	/** An orphan that has ended stays a zombie where the first process reaps none. */
	static boolean isThere(ProcessHandle worker) {
		return worker.isAlive() && !stat(worker.pid()).matches("(?s)\\d+ \\(.*\\) Z .*");
	}

	private static String stat(long pid) {
		try {
			return Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
		}
		catch (IOException ex) {
			return "";
		}
	}

	private RunningSample start(String name, String... args) throws IOException {
		List<String> all = new ArrayList<>(List.of("--sample.checksum-folder=" + this.files,
				"--spring.mvc.async.request-timeout=10m", "--parallel.pools.thumbnails.worker-overtime=10m",
				"--parallel.pools.thumbnails.process.start-timeout=3m"));
		all.addAll(List.of(args));
		Path output = Files
			.createDirectories(
					Layout.fatJar().resolveSibling("sample-logs").resolve(this.layout.name().toLowerCase(Locale.ROOT)))
			.resolve(name + ".log");
		return RunningSample.start(this.jar, output, all.toArray(String[]::new));
	}

}
