package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.awaitility.Awaitility.await;

/** The cluster over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = ClusterEndpointTests.Application.class,
		properties = { "management.endpoints.web.exposure.include=parallelpools",
				"management.endpoint.parallelpools.access=unrestricted", "parallel.pools.shared.scope=cluster" })
class ClusterEndpointTests {

	private RestTestClient client;

	@Autowired
	private ParallelPool pool;

	@Autowired
	private Cluster cluster;

	@BeforeEach
	void connect(@Value("${local.server.port}") int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private RestTestClient.ResponseSpec post(String body) {
		return this.client.post()
			.uri("/actuator/parallelpools/cluster")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

	@Test
	void thePoolInTheBodyIsOneOfTheClusterAndNotTheOneInThePath() {
		post("{\"action\":\"resize\",\"pool\":\"shared\",\"minSize\":\"1\",\"maxSize\":\"3\"}").expectStatus()
			.isEqualTo(202)
			.expectBody()
			.jsonPath("$.desiredVersion")
			.isEqualTo(1);
		await().until(() -> this.pool.settings().size().max() == 3);
		this.client.get()
			.uri("/actuator/parallelpools/cluster")
			.exchange()
			.expectBody()
			.jsonPath("$.pools.shared.desired.maxSize")
			.isEqualTo(3);
		post("{\"action\":\"explode\",\"pool\":\"shared\"}").expectStatus().isBadRequest();
		post("{\"action\":\"pause\",\"pool\":\"none\"}").expectStatus().isNotFound();
	}

	@Test
	void allPoolsAreToldWithThisInstanceOfTheCluster() {
		this.client.get()
			.uri("/actuator/parallelpools")
			.exchange()
			.expectBody()
			.jsonPath("$.pools.shared.state")
			.isEqualTo("RUNNING")
			.jsonPath("$.cluster.store")
			.isEqualTo("memory")
			.jsonPath("$.cluster.node")
			.isEqualTo(this.cluster.membership().node())
			.jsonPath("$.cluster.state")
			.isEqualTo("LIVE")
			.jsonPath("$.cluster.renewedMs")
			.isNumber();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ClusterStore store() {
			return new MemoryCluster().open();
		}

	}

}
