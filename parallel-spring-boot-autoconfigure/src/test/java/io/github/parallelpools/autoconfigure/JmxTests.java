package io.github.parallelpools.autoconfigure;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** Pools are shown and operated by a client of JMX, which has none of our classes. */
@Timeout(120)
class JmxTests {

	private static final String UNRESTRICTED = "management.endpoint.parallelpools.access=unrestricted";

	@FunctionalInterface
	private interface Work {

		void with(ConfigurableApplicationContext context, Client client) throws Exception;

	}

	/** Asks the endpoint over a connection, as a console does. */
	private record Client(MBeanServerConnection connection, ObjectName endpoint) {

		Map<?, ?> ask(String operation, String... arguments) throws Exception {
			String[] types = new String[arguments.length];
			Arrays.fill(types, String.class.getName());
			return (Map<?, ?>) this.connection.invoke(this.endpoint, operation, arguments, types);
		}

		Map<?, ?> operate(String pool, String action) throws Exception {
			return ask("operate", pool, action, null, null, null, null, null);
		}

		List<String> operations() throws Exception {
			return Arrays.stream(this.connection.getMBeanInfo(this.endpoint).getOperations())
				.map(MBeanOperationInfo::getName)
				.toList();
		}

	}

	/** The connection is one to this JVM. */
	@SuppressWarnings("BanJNDI")
	private static void run(Work work, String... properties) throws Exception {
		String[] all = Arrays.copyOf(properties, properties.length + 4);
		all[properties.length] = "spring.jmx.enabled=true";
		all[properties.length + 1] = "management.endpoints.jmx.exposure.include=parallelpools";
		all[properties.length + 2] = "management.endpoints.jmx.domain=jmx.tests";
		all[properties.length + 3] = "parallel.pools.one.max-size=2";
		JMXConnectorServer server = JMXConnectorServerFactory.newJMXConnectorServer(
				new JMXServiceURL("service:jmx:rmi://"), null, ManagementFactory.getPlatformMBeanServer());
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(all)
			.run()) {
			server.start();
			try (JMXConnector connector = JMXConnectorFactory.connect(server.getAddress())) {
				work.with(context, new Client(connector.getMBeanServerConnection(),
						new ObjectName("jmx.tests:type=Endpoint,name=Parallelpools")));
			}
		}
		finally {
			server.stop();
		}
	}

	private static Object at(Map<?, ?> answer, String... path) {
		Object found = answer;
		for (String name : path) {
			found = ((Map<?, ?>) found).get(name);
		}
		return found;
	}

	@Test
	void poolsAreRead() throws Exception {
		run((context, client) -> {
			context.getBean(ParallelPool.class).submit(() -> 1).get(50, TimeUnit.SECONDS);
			assertThat(at(client.ask("pools"), "pools", "one", "state")).isEqualTo("RUNNING");
			Map<?, ?> one = client.ask("pool", "one");
			assertThat(at(one, "size", "max")).isEqualTo(2);
			assertThat(at(one, "settings", "maxSize")).isEqualTo(2);
			assertThat(at(one, "totals", "completed")).isEqualTo(1L);
			String worker = (String) ((Map<?, ?>) ((List<?>) at(one, "workers")).get(0)).get("id");
			assertThat(at(client.ask("worker", "one", worker), "id")).isEqualTo(worker);
			assertThat((String) at(client.ask("stacks", "one", worker, "stacks"), "stacks")).contains("\tat ");
		});
	}

	@Test
	void poolsAreOperated() throws Exception {
		run((context, client) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			assertThat(at(client.operate("one", "pause"), "state")).isEqualTo("PAUSED");
			TaskFuture<Integer> waiting = pool.submit(() -> 1);
			assertThat(at(client.operate("one", "resume"), "state")).isEqualTo("RUNNING");
			assertThat(waiting.get(50, TimeUnit.SECONDS)).isEqualTo(1);
			Map<?, ?> resized = client.ask("operate", "one", "resize", "1", "5", null, null, null);
			assertThat(at(resized, "size", "max")).isEqualTo(5);
			assertThat(pool.settings().size().min()).isEqualTo(1);
			Map<?, ?> changed = client.ask("operate", "one", "change", null, null, null, "worker-overtime", "5s");
			assertThat(at(changed, "settings", "workerOvertimeMs")).isEqualTo(5000L);
			assertThat(changed.toString()).contains("JMX");
			assertThat(at(client.operate("one", "reset"), "settings", "workerOvertimeMs")).isEqualTo(0L);
			client.operate("one", "stop");
			Awaitility.await().until(() -> "STOPPED".equals(at(client.ask("pool", "one"), "state")));
			assertThat(at(client.operate("one", "start"), "state")).isEqualTo("RUNNING");
		}, UNRESTRICTED);
	}

	@Test
	void aWorkerIsKilled(@TempDir Path directory) throws Exception {
		String begun = directory.resolve("begun").toString();
		run((context, client) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			TaskFuture<Integer> task = pool.submit(() -> {
				Files.createFile(Path.of(begun));
				new CountDownLatch(1).await();
				return 1;
			});
			// One that was killed before would be run again.
			Awaitility.await().until(() -> Files.exists(Path.of(begun)));
			client.ask("kill", "one", pool.workers().get(0).id());
			assertThat(task).failsWithin(50, TimeUnit.SECONDS)
				.withThrowableOfType(java.util.concurrent.ExecutionException.class)
				.withCauseInstanceOf(WorkerDiedException.class);
		}, UNRESTRICTED, "parallel.pools.one.kind=process");
	}

	@Test
	void mistakesAreToldInWords() throws Exception {
		run((context, client) -> {
			assertThatException().isThrownBy(() -> client.ask("pool", "two"))
				.havingRootCause()
				.withMessageContaining("There is no pool 'two'. There are: one.");
			assertThatException().isThrownBy(() -> client.operate("one", "explode"))
				.havingRootCause()
				.withMessageContainingAll("Pool 'one'", "explode");
		}, UNRESTRICTED);
	}

	@Test
	void byDefaultPoolsAreOnlyRead() throws Exception {
		run((context, client) -> assertThat(client.operations())
			.contains("pools", "pool", "worker", "stacks", "cluster")
			.doesNotContain("operate", "operateTask", "operateCluster", "operateClusterPool", "operateClusterTask",
					"kill"));
	}

	@Test
	void theClusterIsReadAndOperated() throws Exception {
		run((context, client) -> {
			Cluster cluster = context.getBean(Cluster.class);
			String node = cluster.membership().node();
			assertThat(at(client.ask("pools"), "cluster", "node")).isEqualTo(node);
			assertThat(at(client.ask("cluster"), "state")).isEqualTo("LIVE");
			ParallelPool pool = context.getBean(ParallelPool.class);
			Map<?, ?> resized = client.ask("operateClusterPool", "one", "resize", "1", "3");
			assertThat(resized.get("desiredVersion")).isEqualTo(1L);
			Awaitility.await().until(() -> pool.settings().size().max() == 3);
			assertThat(at(client.ask("cluster"), "pools", "one", "desired", "by")).isEqualTo("JMX");
			assertThat(client.ask("operateCluster", "drain", node).get("desiredVersion")).isEqualTo(2L);
			Awaitility.await().until(() -> isDraining(client));
			client.ask("operateCluster", "resume", null);
			Awaitility.await().until(() -> !isDraining(client));
			ParallelTask<Object, Object> task = context.getBean(Parallel.class)
				.task((Object nothing, TaskContext running) -> {
					while (true) {
						running.checkpoint();
						Thread.sleep(5);
					}
				})
				.name("sum")
				.scope(TaskScope.CLUSTER)
				.build();
			task.start();
			Awaitility.await().until(() -> task.node().isPresent());
			assertThat(client.ask("operateClusterTask", "sum", "stop").get("wanted")).isEqualTo("stop");
			task.join(Duration.ofSeconds(50));
			assertThatException().isThrownBy(() -> client.ask("operateClusterTask", "sum", "stop"))
				.havingRootCause()
				.withMessageContaining("'sum'");
			((MemoryClusterStore) context.getBean(ClusterStore.class)).down();
			assertThatException().isThrownBy(() -> client.ask("cluster"))
				.havingRootCause()
				.withMessageContaining("does not answer");
			((MemoryClusterStore) context.getBean(ClusterStore.class)).up();
		}, UNRESTRICTED, "parallel.pools.one.scope=cluster", "parallel.cluster.lease=60s",
				"parallel.cluster.fence=40s");
	}

	/** What the only node tells of itself each second. */
	private static boolean isDraining(Client client) throws Exception {
		Map<?, ?> node = (Map<?, ?>) ((List<?>) at(client.ask("cluster"), "nodes")).get(0);
		return Boolean.TRUE.equals(at(node, "status", "draining"));
	}

	@Test
	void whoIsInNoClusterIsToldSo() throws Exception {
		run((context, client) -> assertThatException().isThrownBy(() -> client.ask("cluster"))
			.havingRootCause()
			.withMessageContaining("in no cluster"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ConditionalOnProperty(name = "parallel.pools.one.scope", havingValue = "cluster")
		ClusterStore store() {
			return new MemoryCluster().open();
		}

	}

}
