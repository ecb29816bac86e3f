package io.github.parallelpools.sample.thumbnails;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.sample.AsyncClient;
import io.github.parallelpools.sample.Hostile;
import io.github.parallelpools.sample.SampleTest;
import io.github.parallelpools.sample.TestImages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SampleTest
class ThumbnailWebTests {

	private static final int BOMB_SIZE = 30_000;

	@Autowired
	RestTestClient client;

	@Autowired
	ParallelPool thumbnails;

	@Autowired
	ThumbnailProperties limits;

	@LocalServerPort
	int port;

	@ParameterizedTest
	@ValueSource(strings = { "image/png", "application/octet-stream", "application/x-www-form-urlencoded",
			"multipart/form-data" })
	void thumbnailIsAPngMadeByAWorkerProcess(String type) {
		EntityExchangeResult<byte[]> result = send("?width=150", TestImages.png(600, 400), type).expectStatus()
			.isOk()
			.expectHeader()
			.contentType(MediaType.IMAGE_PNG)
			.expectBody(byte[].class)
			.returnResult();
		BufferedImage thumbnail = TestImages.decode(result.getResponseBody());
		assertThat(thumbnail.getWidth()).isEqualTo(150);
		assertThat(thumbnail.getHeight()).isEqualTo(100);
		long pid = Long.parseLong(String.valueOf(result.getResponseHeaders().getFirst("X-Worker-Pid")));
		assertThat(ProcessHandle.current().children()).extracting(ProcessHandle::pid).contains(pid);
		assertThat(result.getResponseHeaders().getFirst("X-Elapsed-Ms")).containsOnlyDigits();
	}

	@Test
	void widthIs200UnlessAskedForAnother() {
		byte[] thumbnail = send("", TestImages.png(600, 300), "image/png").expectStatus()
			.isOk()
			.expectBody(byte[].class)
			.returnResult()
			.getResponseBody();
		assertThat(TestImages.decode(thumbnail).getWidth()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "2001", "99999999999", "abc", "1.5", "", "%20" })
	void widthOutOfRangeIsABadRequest(String width) {
		send("?width=" + width, TestImages.png(10, 10), "image/png").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("400")
			.jsonPath("$.message")
			.value(String.class, (message) -> assertThat(message).contains("width"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "2000" })
	void widthsAtTheLimitsAreMade(String width) {
		send("?width=" + width, TestImages.png(20, 10), "image/png").expectStatus().isOk();
	}

	@Test
	void whatIsNoImageIsABadRequestEvenForAClientOfImages() {
		this.client.post()
			.uri("/thumbnails")
			.contentType(MediaType.IMAGE_PNG)
			.accept(MediaType.IMAGE_PNG)
			.body("no image".getBytes(java.nio.charset.StandardCharsets.UTF_8))
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("21399");
	}

	@Test
	void emptyBodyIsABadRequest() {
		this.client.post().uri("/thumbnails").exchange().expectStatus().isBadRequest();
	}

	@Test
	void announcedBodyThatIsTooLargeIsRefused() {
		byte[] body = new byte[(int) this.limits.maxBody().toBytes() + 1];
		assertTooLarge(new AsyncClient(this.port).post("/thumbnails", BodyPublishers.ofByteArray(body)).join());
	}

	@Test
	void chunkedBodyThatIsTooLargeIsRefused() {
		byte[] body = new byte[2 * (int) this.limits.maxBody().toBytes()];
		assertTooLarge(new AsyncClient(this.port)
			.post("/thumbnails", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
			.join());
	}

	private static void assertTooLarge(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(response.body()).contains("\"code\":\"413\"").contains("\"message\":");
	}

	@ParameterizedTest
	@ValueSource(ints = { Hostile.GRAY, Hostile.RGB })
	void bombEndsOneWorkerAndNothingElse(int colorType) {
		long crashed = this.thumbnails.snapshot().totals().workers().crashed();

		send("", Hostile.bomb(BOMB_SIZE, BOMB_SIZE, colorType), "image/png").expectStatus()
			.isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("31399")
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).startsWith("Its process died after "))
			.jsonPath("$.message")
			.isNotEmpty();

		await().untilAsserted(
				() -> assertThat(this.thumbnails.snapshot().totals().workers().crashed()).isEqualTo(crashed + 1));
		send("", TestImages.png(600, 400), "image/png").expectStatus().isOk();
	}

	@Test
	void photoOfTwelveMegapixelsFitsIntoTheHeap() {
		byte[] photo = TestImages.encode(4000, 3000, BufferedImage.TYPE_3BYTE_BGR, "jpg");
		send("", photo, "image/jpeg").expectStatus().isOk();
	}

	@Test
	void wrongMethodIsRefused() {
		this.client.get()
			.uri("/thumbnails")
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.METHOD_NOT_ALLOWED)
			.expectBody()
			.jsonPath("$.code")
			.isEqualTo("405");
	}

	private RestTestClient.ResponseSpec send(String query, byte[] body, String type) {
		// As a string that is used as it is: the query may be nonsense
		return this.client.post()
			.uri(java.net.URI.create("http://localhost:" + this.port + "/thumbnails" + query))
			.contentType(MediaType.parseMediaType(type))
			.body(body)
			.exchange();
	}

}
