package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.autoconfigure.replay.PoolReplay;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Dead letters are shown, sent again and removed through the endpoint. */
@Timeout(120)
@DirtiesContext // Its workers and their log are not to be seen by other tests
@SpringBootTest(classes = DeadLetterEndpointTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=parallelpools",
				"management.endpoint.parallelpools.access=unrestricted", "parallel.pools.fragile.kind=process",
				"parallel.pools.fragile.process.max-heap=64MB", "parallel.pools.fragile.max-size=1",
				"parallel.pools.fragile.retry.max-attempts=2" })
class DeadLetterEndpointTests {

	@TempDir
	private static Path directory;

	private RestTestClient client;

	@Autowired
	@Qualifier("fragile")
	private ParallelPool pool;

	@DynamicPropertySource
	static void files(DynamicPropertyRegistry properties) {
		properties.add("parallel.pools.fragile.replay.directory", () -> directory.resolve("letters"));
		properties.add("parallel.pools.fragile.replay.max-files", () -> 1);
	}

	@BeforeEach
	void connect(@Value("${local.server.port}") int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private RestTestClient.ResponseSpec act(String body) {
		return this.client.post()
			.uri("/actuator/parallelpools/fragile")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

	private RestTestClient.ResponseSpec act(String action, String task) {
		return act("{\"action\":\"%s\",\"task\":\"%s\"}".formatted(action, task));
	}

	@Test
	void aDeadLetterIsShownSentAgainAndRemoved() {
		String secret = "the payload";
		TaskFuture<Object> poisoned = this.pool.submit(() -> {
			System.out.println(secret);
			Runtime.getRuntime().halt(7);
			return secret;
		});
		// A letter is counted a moment after it is there.
		await().until(() -> this.pool.snapshot().totals().retries().deadLettered() == 1);
		this.client.get()
			.uri("/actuator/parallelpools/fragile")
			.exchange()
			.expectBody()
			.jsonPath("$.deadLetters.length()")
			.isEqualTo(1)
			.jsonPath("$.deadLetters[0].id")
			.isEqualTo(poisoned.id())
			.jsonPath("$.deadLetters[0].attempts")
			.isEqualTo(2)
			.jsonPath("$.deadLetters[0].workersKilled")
			.isEqualTo(2)
			.jsonPath("$.deadLetters[0].cause")
			.value((cause) -> assertThat((String) cause).contains("exit code 7").doesNotContain(secret))
			.jsonPath("$.deadLetters[0].at")
			.value((at) -> assertThat(Instant.parse((String) at)).isBeforeOrEqualTo(Instant.now()))
			.jsonPath("$.totals.retried")
			.isEqualTo(1)
			.jsonPath("$.totals.deadLettered")
			.isEqualTo(1)
			.jsonPath("$.settings.retryMaxAttempts")
			.isEqualTo(2);
		act("resend", poisoned.id()).expectStatus().isOk();
		await().until(() -> this.pool.snapshot().totals().retries().deadLettered() == 2);
		String again = this.pool.deadLetters().get(0).id();
		assertThat(again).isNotEqualTo(poisoned.id());
		act("resend", poisoned.id()).expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.message")
			.value((message) -> assertThat((String) message).contains("'fragile'", poisoned.id(), "dead letter"));
		act("{\"action\":\"resend\"}").expectStatus().isBadRequest();
		assertThat(directory).isEmptyDirectory();
		act("write", again).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.deadLetters[0].replayFile")
			.isEqualTo(again + ".replay");
		assertThat(PoolReplay.of(directory.resolve("letters").resolve(again + ".replay")).file().task())
			.isEqualTo(again);
		act("write", again).expectStatus()
			.isEqualTo(409)
			.expectBody()
			.jsonPath("$.message")
			.value((message) -> assertThat((String) message).contains("'replay.max-files'"));
		act("write", "../" + again).expectStatus().isNotFound();
		act("write", "").expectStatus().isBadRequest();
		this.pool.stop();
		act("resend", again).expectStatus().isEqualTo(409);
		act("remove", again).expectStatus().isOk().expectBody().jsonPath("$.deadLetters").isEmpty();
		act("remove", again).expectStatus().isNotFound();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
