package io.github.parallelpools.autoconfigure;

import java.time.Duration;

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
import io.github.parallelpools.cluster.NodeState;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The cluster over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = ClusterEndpointTests.Application.class,
		properties = { "management.endpoints.web.exposure.include=parallelpools",
				"management.endpoint.parallelpools.access=unrestricted", "parallel.pools.shared.scope=cluster",
				"parallel.cluster.lease=60s", "parallel.cluster.fence=40s" })
class ClusterEndpointTests {

	private RestTestClient client;

	@Autowired
	private ParallelPool pool;

	@Autowired
	private Cluster cluster;

	@Autowired
	private Parallel parallel;

	@Autowired
	private ClusterStore store;

	@BeforeEach
	void connect(@Value("${local.server.port}") int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private RestTestClient.ResponseSpec post(String body) {
		return post("", body);
	}

	private RestTestClient.ResponseSpec post(String path, String body) {
		return this.client.post()
			.uri("/actuator/parallelpools/cluster" + path)
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

	@Test
	void aStandaloneTaskIsOperatedAtItsAddress() throws Exception {
		String address = "/tasks/sum-of-all";
		ParallelTask<Object, Object> task = start("sum-of-all");
		post(address, "{\"action\":\"pause\"}").expectStatus()
			.isEqualTo(202)
			.expectBody()
			.jsonPath("$.task")
			.isEqualTo("sum-of-all")
			.jsonPath("$.wanted")
			.isEqualTo("pause");
		await().until(task::isPaused);
		await().untilAsserted(() -> read().jsonPath("$.tasks[0].state").isEqualTo("PAUSED"));
		read().jsonPath("$.tasks[0].name")
			.isEqualTo("sum-of-all")
			.jsonPath("$.tasks[0].wanted.action")
			.isEqualTo("pause")
			.jsonPath("$.tasks[0].wanted.by")
			.isEqualTo("the endpoint");
		post(address, "{\"action\":\"resume\",\"task\":\"sum-of-all\"}").expectStatus().isEqualTo(202);
		await().until(() -> !task.isPaused());
		post(address, "{\"action\":\"stop\"}").expectStatus().isEqualTo(202);
		task.join(Duration.ofSeconds(60));
		assertThat(task.result().orElseThrow().code()).isEqualTo("21004");
		refused(post(address, "{\"action\":\"stop\"}"), 404, "'sum-of-all'", "There is none at present.");
	}

	@Test
	void theAddressAloneSaysWhichStandaloneTaskIsOperatedAndMistakesAreExplained() throws Exception {
		ParallelTask<Object, Object> task = start("sum");
		refused(post("/tasks/other", "{\"action\":\"force-stop\",\"task\":\"sum\"}"), 400, "'sum'", "'other'");
		refused(post("/tasks/other", "{\"action\":\"force-stop\"}"), 404, "'other'", "There are: sum.");
		refused(post("/tasks/sum", "{\"action\":\"force-stop\",\"pool\":\"shared\"}"), 400, "'shared'");
		refused(post("", "{\"action\":\"resume\",\"task\":\"sum\"}"), 400, "ask 'cluster/tasks/sum'");
		refused(post("/shared", "{\"action\":\"stop\",\"task\":\"sum\"}"), 400, "ask 'cluster/tasks/sum'");
		refused(post("/tasks/sum", "{\"action\":\"drain\"}"), 400, "'drain'", "force-stop");
		refused(post("/tasks/sum", "{}"), 400, "'action' is missing");
		refused(post("/tasks/sum/now", "{\"action\":\"stop\"}"), 404, "cluster/tasks/<standalone task>");
		refused(post("/nodes/sum", "{\"action\":\"stop\"}"), 404, "cluster/tasks/<standalone task>");
		refused(this.client.get().uri("/actuator/parallelpools/cluster/tasks/sum").exchange(), 404, "POST");
		assertThat(task.isRunning() && !task.isPaused()).isTrue();
		assertThat(this.pool.state()).isEqualTo(PoolState.RUNNING);
		MemoryClusterStore memory = (MemoryClusterStore) this.store;
		memory.down();
		try {
			refused(post("/tasks/sum", "{\"action\":\"force-stop\"}"), 409, "does not answer");
			await().until(() -> this.cluster.state() != NodeState.LIVE);
			refused(post("/tasks/sum", "{\"action\":\"force-stop\"}"), 409, "This instance is UNAVAILABLE");
		}
		finally {
			memory.up();
			await().until(() -> this.cluster.state() == NodeState.LIVE);
		}
		assertThat(task.isRunning()).isTrue();
		post("/tasks/sum", "{\"action\":\"force-stop\"}").expectStatus().isEqualTo(202);
		task.join(Duration.ofSeconds(60));
	}

	private ParallelTask<Object, Object> start(String name) {
		ParallelTask<Object, Object> task = this.parallel.task((Object nothing, TaskContext context) -> {
			while (true) {
				context.checkpoint();
				Thread.sleep(5);
			}
		}).name(name).scope(TaskScope.CLUSTER).build();
		task.start();
		await().until(() -> task.node().isPresent());
		return task;
	}

	private RestTestClient.BodyContentSpec read() {
		return this.client.get().uri("/actuator/parallelpools/cluster").exchange().expectStatus().isOk().expectBody();
	}

	private static void refused(RestTestClient.ResponseSpec answer, int status, String... words) {
		answer.expectStatus()
			.isEqualTo(status)
			.expectBody()
			.jsonPath("$.message")
			.value(String.class, (message) -> assertThat(message).contains(words));
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
