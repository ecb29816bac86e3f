package io.github.parallelpools.sample.regex;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.sample.Hostile;
import io.github.parallelpools.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of searches that run for too long. The limit is short where nothing but
 * hostile searches are sent; harmless ones are sent to workers that have served before.
 */
@SampleTest
@TestPropertySource(properties = { "parallel.pools.regex.worker-overtime=200ms",
		"parallel.pools.batches.worker-overtime=2s", "parallel.pools.batches.min-size=3" })
class RegexOvertimeTests {

	private static final String HARMLESS = "{\"pattern\":\"a\",\"text\":\"a\"}";

	@Autowired
	RestTestClient client;

	@Autowired
	ParallelPool batches;

	@Test
	void hostilePatternIsOverTime() {
		send("/regex", Hostile.SEARCH).expectStatus()
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
		awaitThatAllWorkersHaveServed();
		String bad = "{\"pattern\":\"(\",\"text\":\"a\"}";
		send("/regex/batch", "[%s,%s,%s,null]".formatted(HARMLESS, Hostile.SEARCH, bad)).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.length()")
			.isEqualTo(4)
			.jsonPath("$[0].status")
			.isEqualTo(200)
			.jsonPath("$[0].found.matches.length()")
			.isEqualTo(1)
			.jsonPath("$[1].status")
			.isEqualTo(422)
			.jsonPath("$[1].error.code")
			.isEqualTo("21005")
			.jsonPath("$[1].error.detail")
			.value(String.class, (detail) -> assertThat(detail).startsWith("Killed after "))
			.jsonPath("$[2].status")
			.isEqualTo(400)
			.jsonPath("$[2].error.code")
			.isEqualTo("21399")
			.jsonPath("$[3].status")
			.isEqualTo(400);
	}

	/** The first search of a worker loads its classes, which may take long. */
	private void awaitThatAllWorkersHaveServed() {
		await().atMost(Duration.ofMinutes(1)).until(() -> {
			send("/regex/batch", "[%1$s,%1$s,%1$s]".formatted(HARMLESS)).expectStatus().isOk();
			List<WorkerSnapshot> workers = this.batches.workers();
			return workers.size() == 3 && workers.stream().allMatch((worker) -> worker.tasks() > 0);
		});
	}

	private RestTestClient.ResponseSpec send(String path, String body) {
		return this.client.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

}
