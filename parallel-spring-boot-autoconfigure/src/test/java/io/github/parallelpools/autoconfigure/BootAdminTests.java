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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server of Spring Boot Admin, in a process of its own, shows and operates the pools of
 * applications that are registered with it.
 */
@Timeout(180)
class BootAdminTests {

	private static final String SERVER = """
			import de.codecentric.boot.admin.server.config.EnableAdminServer;
			import org.springframework.boot.SpringApplication;
			import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
			import org.springframework.boot.web.server.context.WebServerApplicationContext;
			import org.springframework.context.ConfigurableApplicationContext;
			import org.springframework.context.annotation.Configuration;

			@Configuration(proxyBeanMethods = false)
			@EnableAutoConfiguration
			@EnableAdminServer
			public class AdminServer {

				public static void main(String[] args) throws Exception {
					try (ConfigurableApplicationContext context = SpringApplication.run(AdminServer.class, args)) {
						System.out.println(args[0].substring(2)
							+ ((WebServerApplicationContext) context).getWebServer().getPort());
						System.in.readAllBytes();
					}
				}

			}
			""";

	private static final String UP = "It is up at port ";

	private static final String JSON = "application/json";

	/** What the page of Admin sends. */
	private static final String ACTUATOR = "application/vnd.spring-boot.actuator.v3+json";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static Process server;

	private static String admin;

	private static ConfigurableApplicationContext operated;

	private static ConfigurableApplicationContext shown;

	@BeforeAll
	static void start(@TempDir Path classes) throws Exception {
		DocumentedCode.compile("AdminServer", SERVER, classes, classPath());
		server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classes + File.pathSeparator + classPath(), "AdminServer", "--" + UP,
				"--server.port=0", "--spring.main.banner-mode=off")
			.redirectErrorStream(true)
			.start();
		operated = application("--management.endpoint.parallelpools.access=unrestricted");
		shown = application();
		BufferedReader output = new BufferedReader(
				new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
		StringBuilder read = new StringBuilder();
		for (String line; admin == null && (line = output.readLine()) != null;) {
			read.append(line).append('\n');
			if (line.startsWith(UP)) {
				admin = "http://localhost:" + line.substring(UP.length());
			}
		}
		assertThat(admin).as(read.toString()).isNotNull();
		Thread rest = new Thread(() -> output.lines().forEach((line) -> {
		}), "admin-output");
		rest.setDaemon(true);
		rest.start();
	}

	private static ConfigurableApplicationContext application(String... more) {
		List<String> args = Stream
			.concat(Stream.of("--server.port=0", "--spring.main.banner-mode=off", "--parallel.pools.one.max-size=1",
					"--management.endpoints.web.exposure.include=health,parallelpools"), Stream.of(more))
			.toList();
		return SpringApplication.run(Application.class, args.toArray(String[]::new));
	}

	@AfterAll
	static void stop() throws Exception {
		if (operated != null) {
			operated.close();
		}
		if (shown != null) {
			shown.close();
		}
		if (server != null) {
			server.getOutputStream().close();
			server.waitFor();
		}
	}

	private static String classPath() throws IOException {
		try (Stream<Path> jars = Files.list(Path.of(System.getProperty("admin.directory")))) {
			return Stream.concat(jars.map(Path::toString), Stream.of(System.getProperty("java.class.path")))
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

	private static HttpResponse<String> get(String path) throws Exception {
		return HTTP.send(
				HttpRequest.newBuilder(URI.create(admin + path)).header("Accept", ACTUATOR + ", " + JSON).build(),
				BodyHandlers.ofString());
	}

	private static HttpResponse<String> post(String path, String body) throws Exception {
		return HTTP.send(HttpRequest.newBuilder(URI.create(admin + path))
			.header("Content-Type", JSON)
			.header("Accept", ACTUATOR + ", " + JSON)
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.builder().build().readTree(response.body());
	}

	/**
	 * Registers an application as Admin's client does, and waits until Admin knows it.
	 */
	private static String registered(String name, ConfigurableApplicationContext application) throws Exception {
		String address = "http://localhost:" + ((WebServerApplicationContext) application).getWebServer().getPort();
		HttpResponse<String> answer = post("/instances",
				"{\"name\":\"%s\",\"managementUrl\":\"%s/actuator\",\"healthUrl\":\"%s/actuator/health\",\"serviceUrl\":\"%s\"}"
					.formatted(name, address, address, address));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
		String instance = "/instances/" + json(answer).path("id").asString();
		await().untilAsserted(() -> assertThat(json(get(instance)).path("endpoints").findValuesAsString("id"))
			.contains("parallelpools"));
		return instance;
	}

	@Test
	void poolsAreShownAndOperated() throws Exception {
		String instance = registered("operated", operated);
		assertThat(json(get(instance)).path("statusInfo").path("status").asString()).isEqualTo("UP");
		HttpResponse<String> all = get(instance + "/actuator/parallelpools");
		assertThat(all.statusCode()).isEqualTo(200);
		assertThat(json(all).path("pools").path("one").path("state").asString()).isEqualTo("RUNNING");
		HttpResponse<String> one = get(instance + "/actuator/parallelpools/one");
		assertThat(json(one).path("settings").path("maxSize").asInt()).isEqualTo(1);
		ParallelPool pool = operated.getBean(ParallelPool.class);
		HttpResponse<String> paused = post(instance + "/actuator/parallelpools/one", "{\"action\":\"pause\"}");
		assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
		await().until(() -> pool.state() == PoolState.PAUSED);
		assertThat(post(instance + "/actuator/parallelpools/one", "{\"action\":\"resume\"}").statusCode())
			.isEqualTo(200);
		await().until(() -> pool.state() == PoolState.RUNNING);
		HttpResponse<String> refused = post(instance + "/actuator/parallelpools/one", "{\"action\":\"sing\"}");
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).contains("sing", "pause");
		assertThat(get(instance + "/actuator/parallelpools/two").statusCode()).isEqualTo(404);
	}

	@Test
	void whatIsReadOnlyStaysReadOnly() throws Exception {
		String instance = registered("shown", shown);
		assertThat(get(instance + "/actuator/parallelpools/one").statusCode()).isEqualTo(200);
		assertThat(post(instance + "/actuator/parallelpools/one", "{\"action\":\"pause\"}").statusCode())
			.isEqualTo(405);
		assertThat(shown.getBean(ParallelPool.class).state()).isEqualTo(PoolState.RUNNING);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
