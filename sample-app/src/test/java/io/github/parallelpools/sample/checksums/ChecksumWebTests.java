package io.github.parallelpools.sample.checksums;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.FileSystemUtils;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.sample.SampleTest;
import io.github.parallelpools.sample.checksums.ChecksumReport.Checksum;
import io.github.parallelpools.sample.checksums.ChecksumReport.Failure;
import io.github.parallelpools.sample.checksums.ChecksumReport.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SampleTest
@TestPropertySource(properties = "parallel.pools.checksums.queue.capacity=5")
class ChecksumWebTests {

	private static final String SHA_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

	private static final String SHA_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	static Path parent;

	static Path folder;

	@Autowired
	RestTestClient client;

	@Autowired
	ParallelPool checksums;

	@DynamicPropertySource
	static void folder(DynamicPropertyRegistry properties) {
		folder = parent.resolve("folder");
		properties.add("sample.checksum-folder", () -> folder);
	}

	@BeforeEach
	void makeFiles() throws IOException {
		Files.createDirectories(folder.resolve("inner"));
		Files.writeString(folder.resolve("abc.txt"), "abc", StandardCharsets.US_ASCII);
		Files.createFile(folder.resolve("inner").resolve("empty"));
		// A circle, if it were followed
		Files.createSymbolicLink(folder.resolve("inner").resolve("up"), folder);
	}

	@AfterEach
	void deleteFiles() throws IOException {
		FileSystemUtils.deleteRecursively(folder);
	}

	@Test
	void everyFileHasItsChecksum() {
		ChecksumReport report = ended(start());

		assertThat(report.state()).isEqualTo(State.DONE);
		assertThat(report.progress().files()).isEqualTo(2);
		assertThat(report.progress().done()).isEqualTo(2);
		assertThat(report.progress().failed()).isZero();
		assertThat(report.progress().bytes()).isEqualTo(3);
		assertThat(report.failures()).isEmpty();
		assertThat(report.checksums()).containsExactly(new Checksum("abc.txt", 3, SHA_OF_ABC),
				new Checksum(Path.of("inner", "empty").toString(), 0, SHA_OF_NOTHING));
	}

	@Test
	void fileThatCanNotBeReadIsToldByTheCallback() throws IOException {
		this.checksums.pause();
		try {
			String location = start();
			await().atMost(PATIENCE).until(() -> report(location).progress().files() == 2);
			assertThat(report(location).state()).isEqualTo(State.RUNNING);
			Files.delete(folder.resolve("abc.txt"));
			this.checksums.resume();

			ChecksumReport report = ended(location);

			assertThat(report.state()).isEqualTo(State.DONE);
			assertThat(report.progress().done()).isEqualTo(1);
			assertThat(report.failures()).extracting(Failure::file, Failure::code)
				.containsExactly(org.assertj.core.api.Assertions.tuple("abc.txt", "21399"));
			assertThat(report.failures().get(0).message()).contains("NoSuchFileException");
		}
		finally {
			this.checksums.resume();
		}
	}

	@Test
	void moreFilesThanTheQueueHoldsAreAllRead() throws IOException {
		for (int i = 0; i < 50; i++) {
			Files.writeString(folder.resolve("file-" + i), "abc", StandardCharsets.US_ASCII);
		}

		ChecksumReport report = ended(start());

		assertThat(report.state()).isEqualTo(State.DONE);
		assertThat(report.checksums()).hasSize(52).filteredOn((sum) -> sum.sha256().equals(SHA_OF_ABC)).hasSize(51);
	}

	@Test
	void jobOfAStoppedPoolFails() throws InterruptedException {
		this.checksums.stop(PATIENCE);
		try {
			ChecksumReport report = ended(start());
			assertThat(report.state()).isEqualTo(State.FAILED);
			assertThat(report.message()).contains("checksums");
		}
		finally {
			this.checksums.start();
		}
	}

	@Test
	void missingFolderIsServiceUnavailable() throws IOException {
		deleteFiles();
		this.client.post()
			.uri("/checksums")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectBody()
			.jsonPath("$.message")
			.value(String.class, (message) -> assertThat(message).contains("sample.checksum-folder"));
	}

	@Test
	void unknownJobIsNotFound() {
		this.client.get()
			.uri("/checksums/unknown")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("404")
			.jsonPath("$.message")
			.isNotEmpty();
	}

	private String start() {
		EntityExchangeResult<ChecksumReport> result = this.client.post()
			.uri("/checksums")
			.exchange()
			.expectStatus()
			.isAccepted()
			.expectBody(ChecksumReport.class)
			.returnResult();
		String location = String.valueOf(result.getResponseHeaders().getFirst(HttpHeaders.LOCATION));
		assertThat(location).endsWith("/checksums/" + result.getResponseBody().job());
		return location;
	}

	private ChecksumReport ended(String location) {
		return await().atMost(PATIENCE).until(() -> report(location), (report) -> report.state() != State.RUNNING);
	}

	private ChecksumReport report(String location) {
		return this.client.get()
			.uri(location)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(ChecksumReport.class)
			.returnResult()
			.getResponseBody();
	}

}
