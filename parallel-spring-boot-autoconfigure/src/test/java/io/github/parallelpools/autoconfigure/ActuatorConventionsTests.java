package io.github.parallelpools.autoconfigure;

import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tools such as Spring Boot Admin find the endpoint as any other: by the links of the
 * actuator, of which they follow those that are no templates, in the actuator's own media
 * type.
 */
@SpringBootTest(classes = ActuatorConventionsTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=health,parallelpools,parallelpoolsui",
				"management.endpoints.web.base-path=/manage", "parallel.pools.one.max-size=1" })
class ActuatorConventionsTests {

	private static final MediaType ACTUATOR = MediaType.valueOf("application/vnd.spring-boot.actuator.v3+json");

	private static final ParameterizedTypeReference<Map<String, Map<String, Map<String, Object>>>> LINKS = new ParameterizedTypeReference<>() {
	};

	private RestTestClient client;

	private Map<String, Map<String, Object>> links;

	@BeforeEach
	void discover(@Value("${local.server.port}") int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		this.links = this.client.get()
			.uri("/manage")
			.accept(ACTUATOR)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(ACTUATOR)
			.expectBody(LINKS)
			.returnResult()
			.getResponseBody()
			.get("_links");
	}

	@Test
	void theLinksThatAreFollowedLeadToTheEndpointAndThePage() {
		Map<String, Object> followed = this.links.entrySet()
			.stream()
			.filter((link) -> Boolean.FALSE.equals(link.getValue().get("templated")))
			.collect(Collectors.toMap(Map.Entry::getKey, (link) -> link.getValue().get("href")));
		assertThat(followed).containsOnlyKeys("self", "health", "parallelpools", "parallelpoolsui");
		this.client.get()
			.uri((String) followed.get("parallelpools"))
			.accept(ACTUATOR)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(ACTUATOR)
			.expectBody()
			.jsonPath("$.pools.one.state")
			.isEqualTo("RUNNING");
		this.client.get().uri((String) followed.get("parallelpoolsui")).exchange().expectStatus().isOk();
	}

	@Test
	void theTemplateLeadsToAPool() {
		assertThat(this.links).containsOnlyKeys("self", "health", "health-path", "parallelpools", "parallelpoolsui",
				"parallelpools-path");
		this.client.get()
			.uri(((String) this.links.get("parallelpools-path").get("href")).replace("{*path}", "one"))
			.accept(ACTUATOR)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.settings.maxSize")
			.isEqualTo(1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
