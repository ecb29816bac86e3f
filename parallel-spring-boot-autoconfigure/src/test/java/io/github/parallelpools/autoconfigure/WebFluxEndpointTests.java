package io.github.parallelpools.autoconfigure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The address alone says what is operated, also where WebFlux serves the endpoint, in an
 * application of its own with Netty: tests have the servlets.
 */
@Timeout(120)
class WebFluxEndpointTests {

	private static final String POOLS = "/actuator/parallelpools";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final HttpClient client = HttpClient.newHttpClient();

	private static Process application;

	private static String address;

	@BeforeAll
	static void start() throws Exception {
		application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classPath(), Application.class.getName())
			.redirectErrorStream(true)
			.start();
		BufferedReader output = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8));
		StringBuilder read = new StringBuilder();
		for (String line; (line = output.readLine()) != null;) {
			read.append(line).append('\n');
			if (line.startsWith(Application.UP)) {
				address = "http://localhost:" + line.substring(Application.UP.length());
				break;
			}
		}
		assertThat(address).as(read.toString()).isNotNull();
	}

	@AfterAll
	static void stop() throws Exception {
		if (application != null) {
			application.getOutputStream().close();
			application.waitFor();
		}
	}

	private static String classPath() throws IOException {
		try (Stream<Path> jars = Files.list(Path.of(System.getProperty("webflux.directory")))) {
			return Stream.concat(Stream.of(System.getProperty("java.class.path")), jars.map(Path::toString))
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

	private static HttpResponse<String> ask(String method, String path, String body) throws Exception {
		return client.send(HttpRequest.newBuilder(URI.create(address + POOLS + path))
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.header("Content-Type", "application/json")
			.build(), BodyHandlers.ofString());
	}

	private static HttpResponse<String> post(String path, String body) throws Exception {
		return ask("POST", path, body);
	}

	private static void refused(HttpResponse<String> answer, String... words) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
		assertThat(answer.body()).contains(words);
	}

	private static void awaitBody(String path, String... words) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(ask("GET", path, null).body()).contains(words));
	}

	@Test
	void theAddressSaysWhichPoolIsOperatedAndNeitherTheBodyNorTheQueryDoes() throws Exception {
		refused(post("/one", "{\"action\":\"stop\",\"pool\":\"two\"}"), "'two'", "'one'");
		refused(post("/one", "{\"action\":\"stop\",\"path\":\"two\"}"), "'path'", "two");
		refused(post("/one?path=two", "{\"action\":\"stop\"}"), "'path'");
		refused(post("/one?pool=two", "{\"action\":\"stop\"}"), "'two'", "'one'");
		refused(ask("DELETE", "/one/one-1?path=two", null), "'path'");
		refused(ask("GET", "/one?path=two", null), "'path'");
		awaitBody("/one", "\"state\":\"RUNNING\"");
		awaitBody("/two", "\"state\":\"RUNNING\"");
		assertThat(post("/one", "{\"action\":\"pause\"}").body()).contains("\"state\":\"PAUSED\"");
		awaitBody("/two", "\"state\":\"RUNNING\"");
		assertThat(post("/one", "{\"action\":\"resume\",\"pool\":\"one\"}").statusCode()).isEqualTo(200);
	}

	@Test
	void soItIsWithWhatIsOfTheCluster() throws Exception {
		refused(post("/cluster/shared", "{\"action\":\"stop\",\"pool\":\"other\"}"), "'other'", "'shared'");
		refused(post("/cluster/tasks/sum", "{\"action\":\"stop\",\"task\":\"other\"}"), "'other'", "'sum'");
		refused(post("/cluster/tasks/other", "{\"action\":\"stop\",\"task\":\"sum\"}"), "'sum'", "'other'");
		refused(post("/cluster/tasks/sum", "{\"action\":\"stop\",\"path\":\"other\"}"), "'path'");
		refused(post("/cluster", "{\"action\":\"resume\",\"task\":\"sum\"}"), "cluster/tasks/sum");
		awaitBody("/cluster", "\"name\":\"sum\"", "\"state\":\"RUNNING\"");
		HttpResponse<String> paused = post("/cluster/tasks/sum", "{\"action\":\"pause\"}");
		assertThat(paused.statusCode()).isEqualTo(202);
		assertThat(paused.body()).isEqualTo("{\"task\":\"sum\",\"wanted\":\"pause\"}");
		awaitBody("/cluster", "\"state\":\"PAUSED\"");
		assertThat(post("/cluster/shared", "{\"action\":\"pause\"}").statusCode()).isEqualTo(202);
		awaitBody("/shared", "\"state\":\"PAUSED\"");
		assertThat(post("/cluster/tasks/none", "{\"action\":\"pause\"}").statusCode()).isEqualTo(404);
	}

	/** Runs until its standard input ends. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private static final String UP = "Netty is up at port ";

		public static void main(String[] args) throws Exception {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.REACTIVE);
			try (ConfigurableApplicationContext context = application.run("--server.port=0",
					"--spring.main.banner-mode=off",
					"--spring.autoconfigure.exclude=org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
					"--management.endpoints.web.exposure.include=parallelpools",
					"--management.endpoint.parallelpools.access=unrestricted", "--parallel.pools.one.max-size=1",
					"--parallel.pools.two.max-size=1", "--parallel.pools.shared.scope=cluster")) {
				context.getBean(Parallel.class).task((Object nothing, TaskContext running) -> {
					while (true) {
						running.checkpoint();
						Thread.sleep(5);
					}
				}).name("sum").scope(TaskScope.CLUSTER).daemon(true).build().start();
				WebServer server = ((WebServerApplicationContext) context).getWebServer();
				if (!server.getClass().getSimpleName().startsWith("Netty")) {
					throw new IllegalStateException("It is no Netty, but " + server);
				}
				System.out.println(UP + server.getPort());
				// Until who has started it lets it end.
				System.in.readAllBytes();
			}
		}

		@Bean
		ClusterStore store() {
			return new MemoryCluster().open();
		}

	}

}
