package io.github.parallelpools.sample.web;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.sample.SampleTest;

/** What those are told whose bodies find the gate closed. */
@SampleTest
@TestPropertySource(properties = "sample.bodies.max-at-a-time=0")
class BodyGateTests {

	@Autowired
	RestTestClient client;

	@Test
	void bodyThatFindsNoRoomIsRefusedWithAProblem() {
		this.client.post()
			.uri("/regex")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"pattern\":\"a\",\"text\":\"a\"}")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.valueEquals(HttpHeaders.RETRY_AFTER, "1")
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(503)
			.jsonPath("$.title")
			.isEqualTo("Service Unavailable")
			.jsonPath("$.detail")
			.isEqualTo("Too many bodies are on their way. Try again later.")
			.jsonPath("$.code")
			.isEqualTo("503");
		this.client.get().uri("/actuator/health").exchange().expectStatus().isOk();
	}

}
