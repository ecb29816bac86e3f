package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.pool.PoolSetting;

import static org.assertj.core.api.Assertions.assertThat;

/** The dashboard is served under the exposure of the actuator. */
class ParallelDashboardTests {

	private static RestTestClient client(int port) {
		return RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private static String page(int port, String path) {
		return Objects.requireNonNull(client(port).get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_HTML)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody());
	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "management.endpoints.web.exposure.include=parallelpools,parallelpoolsui",
					"parallel.pools.one.max-size=1" })
	class Exposed {

		@Value("${local.server.port}")
		private int port;

		@Test
		void thePageIsOneDocumentThatNeedsNothingElse() {
			String page = page(this.port, "/actuator/parallelpoolsui");
			assertThat(page).startsWith("<!DOCTYPE html>")
				.contains("<meta name=\"endpoint\" content=\"./parallelpools\">")
				.doesNotContain("@script@", "@style@", "@policy@", "@endpoint@");
			assertThat(Pattern.compile("(src|href|action)=\"(?!data:|#/)").matcher(page).find()).isFalse();
			assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://", "https://", "@import",
					"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function");
		}

		@Test
		void thePolicyAllowsNothingButThePagesOwnStyleAndScript() throws Exception {
			String page = page(this.port, "/actuator/parallelpoolsui");
			assertThat(page).contains("default-src 'none';", "base-uri 'none';", "form-action 'none'",
					"style-src '" + digest(page, "style") + "';", "script-src '" + digest(page, "script") + "';");
			assertThat(page).doesNotContain("unsafe-inline", "unsafe-eval");
			assertThat(page.split("</script", -1)).as("one end of a script").hasSize(2);
		}

		@Test
		void theEndpointTellsThePageThatItIsReadOnly() {
			client(this.port).method(HttpMethod.OPTIONS)
				.uri("/actuator/parallelpools")
				.exchange()
				.expectStatus()
				.isOk()
				.expectHeader()
				.value("Allow", (allow) -> assertThat(allow).contains("GET").doesNotContain("POST"));
		}

		private static String digest(String page, String element) throws Exception {
			Matcher matcher = Pattern.compile("<" + element + "[^>]*>(.*?)</" + element + ">", Pattern.DOTALL)
				.matcher(page);
			assertThat(matcher.find()).isTrue();
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "management.endpoints.web.exposure.include=parallelpools,parallelpoolsui",
					"management.endpoints.web.base-path=/manage",
					"management.endpoints.web.path-mapping.parallelpools=po\"ols/all",
					"management.endpoints.web.path-mapping.parallelpoolsui=ui/of/pools",
					"management.endpoint.parallelpools.access=unrestricted" })
	class Elsewhere {

		@Test
		void thePageFindsTheEndpointWhereverBothAre(@Value("${local.server.port}") int port) {
			assertThat(page(port, "/manage/ui/of/pools"))
				.contains("<meta name=\"endpoint\" content=\"./../../po&quot;ols/all\">");
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "management.endpoints.web.exposure.include=parallelpools",
					"management.endpoint.parallelpools.access=unrestricted" })
	class NotExposed {

		@Test
		void thereIsNoPage(@Value("${local.server.port}") int port) {
			client(port).get().uri("/actuator/parallelpoolsui").exchange().expectStatus().isNotFound();
		}

		@Test
		void theEndpointTellsThatItMayBeOperated(@Value("${local.server.port}") int port) {
			client(port).method(HttpMethod.OPTIONS)
				.uri("/actuator/parallelpools")
				.exchange()
				.expectHeader()
				.value("Allow", (allow) -> assertThat(allow).contains("POST"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Test
	void thePageOffersEachSettingThatCanBeChanged() throws IOException {
		String script = new ClassPathResource("io/github/parallelpools/actuate/dashboard/pool.js")
			.getContentAsString(StandardCharsets.UTF_8);
		assertThat(script)
			.contains(Stream.of(PoolSetting.values()).map((setting) -> "'" + setting.property() + "'").toList());
	}

}
