package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is shown and operated is what the address says, by which applications allow and
 * forbid: no body and no query makes it something else.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = EndpointPathTests.Application.class,
		properties = { "management.endpoints.web.exposure.include=parallelpools",
				"management.endpoint.parallelpools.access=unrestricted", "parallel.pools.free.min-size=1",
				"parallel.pools.guarded.min-size=1", "parallel.pools.shared.scope=cluster",
				"parallel.pools.vault.scope=cluster", "parallel.cluster.lease=60s", "parallel.cluster.fence=40s" })
class EndpointPathTests {

	private RestTestClient client;

	@Autowired
	private Map<String, ParallelPool> pools;

	@Autowired
	private Cluster cluster;

	@BeforeEach
	void connect(@Value("${local.server.port}") int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		// A pool with a minimum runs once its first worker is ready.
		for (String pool : List.of("free", "guarded")) {
			await().until(() -> this.pools.get(pool).state() == PoolState.RUNNING);
		}
	}

	@AfterEach
	void nothingElseHasHappened() {
		assertThat(this.pools.get("guarded").state()).isEqualTo(PoolState.RUNNING);
		assertThat(this.pools.get("guarded").snapshot().totals().workers().killed()).isZero();
		assertThat(this.cluster.orders().read().orders().pools()).doesNotContainKey("vault");
		assertThat(this.cluster.orders().read().orders().drained()).isEmpty();
	}

	private RestTestClient.ResponseSpec post(String path, String body) {
		return this.client.post()
			.uri("/actuator/parallelpools" + path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

	private static void refused(RestTestClient.ResponseSpec answer, String... words) {
		answer.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.message")
			.value((message) -> assertThat(message).asString().contains(words));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', quoteCharacter = '`', value = { "/free {\"action\":\"pause\",\"path\":\"guarded\"}",
			"/free {\"action\":\"pause\",\"path\":\"free\"}", "/cluster {\"action\":\"drain\",\"path\":\"free\"}",
			"/cluster/shared {\"action\":\"pause\",\"path\":\"cluster,vault\"}",
			"/free?path=guarded {\"action\":\"pause\"}", "/free?path=guarded&path=free {\"action\":\"pause\"}",
			"/free?path= {\"action\":\"pause\"}" })
	void thePathIsNotTakenFromTheBodyOrTheQuery(String path, String body) {
		refused(post(path, body), "The address alone says ", "Take 'path' out of the body and the query.");
		assertThat(this.pools.get("free").state()).isEqualTo(PoolState.RUNNING);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', quoteCharacter = '`',
			value = { "/free {\"action\":\"pause\",\"pool\":\"guarded\"} 'pool' guarded free",
					"/free?pool=guarded {\"action\":\"pause\"} 'pool' guarded free",
					"/cluster/shared {\"action\":\"pause\",\"pool\":\"vault\"} 'pool' vault shared",
					"/free {\"action\":\"pause\",\"worker\":\"guarded-1\"} 'worker' guarded-1 free",
					"/cluster {\"action\":\"drain\",\"worker\":\"vault\"} 'worker' vault cluster" })
	void aBodyThatNamesSomethingElseIsRefused(String path, String body, String key, String named, String meant) {
		refused(post(path, body), key, "'" + named + "'", "'" + meant + "'");
		assertThat(this.pools.get("free").state()).isEqualTo(PoolState.RUNNING);
	}

	@Test
	void aBodyMayNameTheSame() {
		post("/free", "{\"action\":\"pause\",\"pool\":\"free\"}").expectStatus().isOk();
		assertThat(this.pools.get("free").state()).isIn(PoolState.PAUSED, PoolState.PAUSING);
		post("/free", "{\"action\":\"resume\"}").expectStatus().isOk();
		post("/cluster/shared", "{\"action\":\"resume\",\"pool\":\"shared\"}").expectStatus().isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(strings = { "name", "worker", "part", "arg0", "caller", "endpoint" })
	void otherWordsOfTheBodyAreNoPath(String key) {
		String worker = await().until(() -> this.pools.get("guarded").workers(), (found) -> !found.isEmpty())
			.get(0)
			.id();
		this.client.method(HttpMethod.DELETE)
			.uri("/actuator/parallelpools/free/none?" + key + "=" + worker + "&pool=guarded")
			.exchange()
			.expectStatus()
			.isNotFound();
		this.client.get()
			.uri("/actuator/parallelpools/free?pool=guarded&" + key + "=guarded")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.settings.minSize")
			.isEqualTo(1)
			.jsonPath("$.workers[0].id")
			.value((id) -> assertThat(id).asString().startsWith("free-"));
		if (!key.equals("worker")) {
			post("/free", "{\"action\":\"resume\",\"" + key + "\":\"guarded\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.workers[0].id")
				.value((id) -> assertThat(id).asString().startsWith("free-"));
		}
	}

	@Test
	void readingAndKillingRefuseSuchAPathToo() {
		refused(this.client.get().uri("/actuator/parallelpools/free?path=guarded").exchange(), "The address alone");
		refused(this.client.delete().uri("/actuator/parallelpools/free/none?path=guarded").exchange(),
				"The address alone");
	}

	@Test
	void addressesThatLeadNowhereAreSaidSo() {
		this.client.get().uri("/actuator/parallelpools/free/free-1/stacks/more").exchange().expectStatus().isNotFound();
		post("/free/free-1", "{\"action\":\"pause\"}").expectStatus().isNotFound();
		post("/free/free-1/stacks", "{\"action\":\"pause\"}").expectStatus().isNotFound();
		this.client.delete().uri("/actuator/parallelpools/free").exchange().expectStatus().isEqualTo(405);
		post("/", "{\"action\":\"pause\",\"task\":\"none\"}").expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.message")
			.value((message) -> assertThat(message).asString().contains("No standalone task runs with the id 'none'"));
	}

	@Test
	void aPoolOfThisInstanceIsNotOrderedOnAllNodes() {
		post("/cluster/free", "{\"action\":\"pause\"}").expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.message")
			.value((message) -> assertThat(message).asString()
				.contains("Pool 'free'", "'scope: local'", "[shared, vault]"));
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
