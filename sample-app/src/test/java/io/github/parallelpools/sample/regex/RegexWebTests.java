package io.github.parallelpools.sample.regex;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;

@SampleTest
class RegexWebTests {

	@Autowired
	RestTestClient client;

	@Autowired
	RegexProperties limits;

	@Test
	void matchesComeFromAWorkerProcess() {
		RegexMatches found = search(Map.of("pattern", "a+", "text", "baab a")).expectStatus()
			.isOk()
			.expectBody(RegexMatches.class)
			.returnResult()
			.getResponseBody();
		assertThat(found).isNotNull();
		assertThat(found.matches()).extracting(RegexMatches.Match::start).containsExactly(1, 5);
		assertThat(found.matches()).extracting(RegexMatches.Match::end).containsExactly(3, 6);
		assertThat(found.elapsedMs()).isNotNegative();
		assertThat(ProcessHandle.current().children()).extracting(ProcessHandle::pid).contains(found.pid());
	}

	@Test
	void bodyHasTheDocumentedNames() {
		search(Map.of("pattern", "b", "text", "abc")).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.matches[0].start")
			.isEqualTo(1)
			.jsonPath("$.matches[0].end")
			.isEqualTo(2)
			.jsonPath("$.truncated")
			.isEqualTo(false)
			.jsonPath("$.elapsedMs")
			.isNumber()
			.jsonPath("$.pid")
			.isNumber();
	}

	@Test
	void moreMatchesThanAllowedAreToldAsTruncated() {
		search(Map.of("pattern", ".", "text", "x".repeat(this.limits.maxMatches() + 1))).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.matches.length()")
			.isEqualTo(this.limits.maxMatches())
			.jsonPath("$.truncated")
			.isEqualTo(true);
	}

	@Test
	void longestTextIsSearched() {
		search(Map.of("pattern", "y", "text", "\u00e9".repeat(this.limits.maxTextLength() - 1) + "y")).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.matches[0].start")
			.isEqualTo(this.limits.maxTextLength() - 1);
	}

	@Test
	void patternThatDoesNotCompileIsABadRequest() {
		search(Map.of("pattern", "(a", "text", "a")).expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("21399")
			.jsonPath("$.message")
			.value(String.class, (message) -> assertThat(message).contains("Unclosed group"));
	}

	@Test
	void searchThatExhaustsTheStackFailsAndItsWorkerGoesOn() {
		search(Map.of("pattern", "(a|b)*c", "text", "a".repeat(500_000))).expectStatus()
			.isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("21399")
			.jsonPath("$.message")
			.value(String.class, (message) -> assertThat(message).contains("StackOverflowError"));
		search(Map.of("pattern", "a", "text", "a")).expectStatus().isOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "[]", "1", "{", "{}", "{\"pattern\":\"a\"}", "{\"text\":\"a\"}",
			"{\"pattern\":null,\"text\":\"a\"}", "{\"pattern\":\"a\",\"text\":null}", "{\"pattern\":1,\"text\":\"a\"}",
			"{\"pattern\":\"a\",\"text\":true}", "{\"pattern\":[\"a\"],\"text\":\"a\"}",
			"{\"pattern\":\"a\",\"text\":{}}" })
	void whatIsNoSearchIsABadRequest(String body) {
		send(body).expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("400")
			.jsonPath("$.message")
			.isNotEmpty();
	}

	@Test
	void blanksAndNothingAtAllCanBeSearchedToo() {
		search(Map.of("pattern", " ", "text", "a b")).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.matches.length()")
			.isEqualTo(1);
		search(Map.of("pattern", "a", "text", "")).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.matches.length()")
			.isEqualTo(0);
	}

	@Test
	void deeplyNestedJsonIsABadRequest() {
		send("{\"x\":".repeat(50_000)).expectStatus().isBadRequest();
	}

	static Stream<Map<String, String>> searchesThatAreTooLong() {
		return Stream.of(Map.of("pattern", "a".repeat(1001), "text", "a"),
				Map.of("pattern", "a", "text", "a".repeat(1_000_001)),
				// Longer than any search within the limits could be
				Map.of("pattern", "a", "text", "a".repeat(6_100_000)));
	}

	@ParameterizedTest(name = "{index}")
	@MethodSource("searchesThatAreTooLong")
	void searchThatIsTooLongIsRefused(Map<String, String> search) {
		search(search).expectStatus()
			.isEqualTo(HttpStatus.CONTENT_TOO_LARGE)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("413")
			.jsonPath("$.message")
			.isNotEmpty();
	}

	@Test
	void wrongMethodAndWrongTypeAreRefused() {
		this.client.get()
			.uri("/regex")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.METHOD_NOT_ALLOWED)
			.expectHeader()
			.valueEquals(HttpHeaders.ALLOW, "POST")
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo(405)
			.jsonPath("$.detail")
			.isNotEmpty()
			.jsonPath("$.code")
			.isEqualTo("405");
		this.client.post()
			.uri("/regex")
			.contentType(MediaType.TEXT_PLAIN)
			.body("a")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("415");
	}

	@ParameterizedTest
	@ValueSource(strings = { "multipart/form-data", "multipart/form-data; boundary=x", "*/*", "application/*",
			"application/x-www-form-urlencoded" })
	void bodyOfAnOddTypeIsUnsupported(String type) {
		this.client.post()
			.uri("/regex")
			.header(HttpHeaders.CONTENT_TYPE, type)
			.body("a=%zz")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("415");
	}

	@ParameterizedTest
	@CsvSource({ "*/*, 200", "*, 200", "application/json;q=0.1, 200", "x, 406", "a/b/c, 406", ";;, 406",
			"image/png, 406", "*/json, 406", "application/json;q=2, 406" })
	void oddAcceptIsAnsweredOrNotAcceptable(String accept, int status) {
		this.client.post()
			.uri("/regex")
			.header(HttpHeaders.ACCEPT, accept)
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("pattern", "a", "text", "a"))
			.exchange()
			.expectStatus()
			.isEqualTo(status);
	}

	@Test
	void batchesHaveALimit() {
		sendBatch("[]").expectStatus().isBadRequest();
		sendBatch("[" + "null,".repeat(this.limits.maxBatch()) + "null]").expectStatus().isBadRequest();
	}

	private RestTestClient.ResponseSpec search(Map<String, String> search) {
		return this.client.post().uri("/regex").contentType(MediaType.APPLICATION_JSON).body(search).exchange();
	}

	private RestTestClient.ResponseSpec send(String body) {
		return this.client.post().uri("/regex").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	private RestTestClient.ResponseSpec sendBatch(String body) {
		return this.client.post().uri("/regex/batch").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

}
