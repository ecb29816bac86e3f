package io.github.parallelpools.sample;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SampleTest
class PageTests {

	@Autowired
	RestTestClient client;

	@Test
	void pageIsServedAndNeedsNothingElse() {
		String page = get("/");
		assertThat(page).startsWith("<!DOCTYPE html>").contains("<html lang=\"en\">");
		assertThat(Pattern.compile("(src|href)=\"(?!data:|actuator/)").matcher(page).find()).isFalse();
		assertThat(page).doesNotContain("@import", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write");
	}

	@Test
	void everyPartOfTheActuatorThatThePageNeedsIsExposed() {
		assertThat(get("/actuator/parallelpools")).contains("\"regex\"", "\"thumbnails\"", "\"checksums\"");
		assertThat(get("/actuator/health")).contains("\"status\":\"UP\"", "\"components\"");
		assertThat(get("/actuator/info")).contains("\"app\"", "\"build\"");
		assertThat(get("/actuator/metrics")).contains("executor.");
	}

	@Test
	void poolsArePausedAndResumedAsByThePage() {
		for (String pool : List.of("regex", "thumbnails", "checksums")) {
			operate(pool, "pause");
			// A worker may still tell of its last task.
			await().until(() -> get("/actuator/parallelpools/" + pool).contains("\"PAUSED\""));
			operate(pool, "resume");
			assertThat(get("/actuator/parallelpools/" + pool)).contains("\"RUNNING\"");
		}
	}

	@Test
	void poolsAreResized() {
		send("checksums", "{\"action\":\"resize\",\"minSize\":1,\"maxSize\":3}");
		assertThat(get("/actuator/parallelpools/checksums")).contains("\"min\":1", "\"max\":3");
		send("checksums", "{\"action\":\"resize\",\"minSize\":0,\"maxSize\":4}");
	}

	private void operate(String pool, String action) {
		send(pool, "{\"action\":\"" + action + "\"}");
	}

	private void send(String pool, String body) {
		this.client.post()
			.uri("/actuator/parallelpools/" + pool)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isOk();
	}

	private String get(String path) {
		return this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

}
