package io.github.parallelpools.sample.regex;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.sample.AsyncClient;
import io.github.parallelpools.sample.Hostile;
import io.github.parallelpools.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of searches that run for too long. */
@SampleTest
class RegexOvertimeTests {

	private static final String HARMLESS = "{\"pattern\":\"a\",\"text\":\"a\"}";

	@Autowired
	RestTestClient client;

	@Autowired
	ParallelPool regex;

	@Autowired
	ParallelPool batches;

	@LocalServerPort
	int port;

	@AfterEach
	void reset() {
		this.regex.reset("a test");
		this.batches.reset("a test");
	}

	private static void limit(ParallelPool pool, Duration overtime) {
		pool.change(Map.of(PoolSetting.WORKER_OVERTIME, overtime), "a test");
	}

	@Test
	void hostilePatternIsOverTime() {
		limit(this.regex, Duration.ofMillis(200));
		this.client.post()
			.uri("/regex")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Hostile.SEARCH)
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.type")
			.isEqualTo("/problems.html#overtime")
			.jsonPath("$.title")
			.isEqualTo("It ran for too long")
			.jsonPath("$.status")
			.isEqualTo(422)
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).matches("Killed after [0-9.]+ s; its process ended\\."))
			.jsonPath("$.instance")
			.isEqualTo("/regex")
			.jsonPath("$.code")
			.isEqualTo("21005")
			.jsonPath("$.message")
			.isNotEmpty();
	}

	@Test
	void batchAnswersEachSearchForItself() {
		PoolSnapshot.Totals before = this.batches.snapshot().totals();
		String bad = "{\"pattern\":\"(\",\"text\":\"a\"}";
		CompletableFuture<HttpResponse<String>> answer = new AsyncClient(this.port).postJson("/regex/batch",
				"[%s,%s,%s,null]".formatted(HARMLESS, Hostile.SEARCH, bad));
		// The others may take as long as a busy machine needs.
		await().until(() -> {
			PoolSnapshot.Totals now = this.batches.snapshot().totals();
			return now.completed() > before.completed() && now.failed() > before.failed();
		});
		limit(this.batches, Duration.ofMillis(1));

		assertThat(answer.join().statusCode()).isEqualTo(200);
		DocumentContext parts = JsonPath.parse(answer.join().body());
		assertThat(parts.<Integer>read("$.length()")).isEqualTo(4);
		assertThat(parts.<Integer>read("$[0].status")).isEqualTo(200);
		assertThat(parts.<Integer>read("$[0].found.matches.length()")).isEqualTo(1);
		assertThat(parts.<Integer>read("$[1].status")).isEqualTo(422);
		assertThat(parts.<String>read("$[1].error.code")).isEqualTo("21005");
		assertThat(parts.<String>read("$[1].error.detail")).startsWith("Killed after ");
		assertThat(parts.<Integer>read("$[2].status")).isEqualTo(400);
		assertThat(parts.<String>read("$[2].error.code")).isEqualTo("21399");
		assertThat(parts.<Integer>read("$[3].status")).isEqualTo(400);
	}

}
