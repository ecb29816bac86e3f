package io.github.parallelpools.autoconfigure;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The set-up of Spring Security that docs/security.md shows, in an application of its
 * own: tests have no Spring Security, which would guard them all.
 */
@Timeout(120)
class SecurityTests {

	private static final String POOLS = "/actuator/parallelpools";

	private static final String READER = "ria";

	private static final String OPERATOR = "otto";

	/** Is known, and has neither role. */
	private static final String OTHER = "olga";

	/** What else the application has. */
	private static final String REST = """
			import org.springframework.context.annotation.Bean;
			import org.springframework.context.annotation.Configuration;
			import org.springframework.security.config.Customizer;
			import org.springframework.security.config.annotation.web.builders.HttpSecurity;
			import org.springframework.security.core.userdetails.User;
			import org.springframework.security.core.userdetails.UserDetails;
			import org.springframework.security.core.userdetails.UserDetailsService;
			import org.springframework.security.provisioning.InMemoryUserDetailsManager;
			import org.springframework.security.web.SecurityFilterChain;

			@Configuration(proxyBeanMethods = false)
			class RestOfSecurity {

				@Bean
				SecurityFilterChain rest(HttpSecurity http) throws Exception {
					return http
						.authorizeHttpRequests((requests) -> requests.requestMatchers("/actuator/health").permitAll()
							.anyRequest().authenticated())
						.httpBasic(Customizer.withDefaults())
						.build();
				}

				@Bean
				UserDetailsService users() {
					return new InMemoryUserDetailsManager(user("ria", "POOL_READER"), user("otto", "POOL_OPERATOR"),
						user("olga", "GARDENER"));
				}

				private static UserDetails user(String name, String role) {
					return User.withUsername(name).password("{noop}secret").roles(role).build();
				}

			}
			""";

	private static Process application;

	private static String address;

	@BeforeAll
	static void start(@TempDir Path classes) throws Exception {
		List<String> documented = DocumentedCode.of(Path.of("..", "docs", "security.md")).blocks("java");
		assertThat(documented).hasSize(1);
		DocumentedCode.compile("PoolSecurity", documented.get(0), classes, classPath());
		DocumentedCode.compile("RestOfSecurity", REST, classes, classPath());
		application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classes + File.pathSeparator + classPath(),
				Application.class.getName())
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
		try (Stream<Path> jars = Files.list(Path.of(System.getProperty("security.directory")))) {
			return Stream.concat(Stream.of(System.getProperty("java.class.path")), jars.map(Path::toString))
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

	/** Somebody's browser. */
	private static final class Client {

		private final CookieManager cookies = new CookieManager();

		private final HttpClient http = HttpClient.newBuilder().cookieHandler(this.cookies).build();

		private final String user;

		Client(String user) {
			this.user = user;
		}

		HttpResponse<String> ask(String method, String path, String body) throws Exception {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
				.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
				.header("Content-Type", "application/json");
			if (this.user != null) {
				request.header("Authorization", "Basic "
						+ Base64.getEncoder().encodeToString((this.user + ":secret").getBytes(StandardCharsets.UTF_8)));
			}
			// As the dashboard does.
			this.cookies.getCookieStore()
				.getCookies()
				.stream()
				.filter((cookie) -> cookie.getName().equals("XSRF-TOKEN"))
				.map(HttpCookie::getValue)
				.forEach((token) -> request.header("X-XSRF-TOKEN", token));
			return this.http.send(request.build(), BodyHandlers.ofString());
		}

		int status(String method, String path) throws Exception {
			return ask(method, path, method.equals("POST") ? "{\"action\":\"pause\"}" : null).statusCode();
		}

	}

	@Test
	void whoIsUnknownIsAskedWhoHeIs() throws Exception {
		Client unknown = new Client(null);
		assertThat(unknown.status("GET", POOLS)).isEqualTo(401);
		assertThat(unknown.status("GET", POOLS + "/one")).isEqualTo(401);
		assertThat(unknown.status("GET", POOLS + "ui")).isEqualTo(401);
		assertThat(unknown.status("GET", "/actuator/health")).isEqualTo(200);
	}

	@Test
	void whoHasNoRoleIsRefused() throws Exception {
		Client other = new Client(OTHER);
		assertThat(other.status("GET", POOLS)).isEqualTo(403);
		assertThat(other.status("GET", POOLS + "ui")).isEqualTo(403);
		assertThat(other.status("POST", POOLS + "/one")).isEqualTo(403);
	}

	@Test
	void aReaderSeesPoolsAndThePageAndOperatesNothing() throws Exception {
		Client reader = new Client(READER);
		assertThat(reader.ask("GET", POOLS, null).body()).contains("\"one\"");
		assertThat(reader.status("GET", POOLS + "/one")).isEqualTo(200);
		HttpResponse<String> page = reader.ask("GET", POOLS + "ui", null);
		assertThat(page.body()).startsWith("<!DOCTYPE html>");
		assertThat(reader.status("POST", POOLS + "/one")).isEqualTo(403);
		assertThat(reader.status("POST", POOLS)).isEqualTo(403);
		assertThat(reader.status("DELETE", POOLS + "/one/one-1")).isEqualTo(403);
		// By this the page knows that it has no controls to show.
		assertThat(reader.status("OPTIONS", POOLS)).isEqualTo(403);
	}

	@Test
	void anOperatorReadsAndOperatesAndIsNamedInTheEvents() throws Exception {
		Client operator = new Client(OPERATOR);
		assertThat(operator.status("GET", POOLS + "ui")).isEqualTo(200);
		assertThat(operator.status("OPTIONS", POOLS)).isEqualTo(200);
		HttpResponse<String> changed = operator.ask("POST", POOLS + "/one",
				"{\"action\":\"change\",\"setting\":\"worker-overtime\",\"value\":\"5s\"}");
		assertThat(changed.statusCode()).isEqualTo(200);
		assertThat(changed.body()).contains("\"workerOvertimeMs\":5000").contains(OPERATOR);
		assertThat(operator.ask("POST", POOLS + "/one", "{\"action\":\"pause\"}").body()).contains("PAUSED");
		assertThat(operator.ask("POST", POOLS + "/one", "{\"action\":\"resume\"}").body()).contains("RUNNING");
		assertThat(operator.status("DELETE", POOLS + "/one/one-77")).isEqualTo(404);
	}

	@Test
	void anotherSiteCanNotUseAnOperatorsBrowser() throws Exception {
		// It sends what the browser sends by itself, but no token, and is refused before
		// it is looked whose browser that is.
		assertThat(new Client(OPERATOR).status("POST", POOLS + "/one")).isEqualTo(401);
		assertThat(new Client(OPERATOR).status("DELETE", POOLS + "/one/one-77")).isEqualTo(401);
	}

	@Test
	void anAddressThatIsWrittenOtherwiseIsRefused() throws Exception {
		// By addresses it is allowed and forbidden. This one is refused before it is
		// looked
		// who asks, who then has no page of errors.
		assertThat(new Client(OPERATOR).status("GET", POOLS + "//one")).isEqualTo(401);
		assertThat(new Client(OPERATOR).status("GET", POOLS + "/one?path=other")).isEqualTo(400);
	}

	@Test
	void whatIsNotNamedIsGuardedAsBefore() throws Exception {
		assertThat(new Client(null).status("GET", "/actuator/env")).isEqualTo(401);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private static final String UP = "It is up at port ";

		public static void main(String[] args) throws Exception {
			SpringApplication application = new SpringApplication(Application.class, Class.forName("PoolSecurity"),
					Class.forName("RestOfSecurity"));
			try (ConfigurableApplicationContext context = application.run("--server.port=0",
					"--spring.main.banner-mode=off", "--parallel.pools.one.max-size=1",
					"--management.endpoints.web.exposure.include=health,env,parallelpools,parallelpoolsui",
					"--management.endpoint.parallelpools.access=unrestricted")) {
				System.out.println(UP + ((WebServerApplicationContext) context).getWebServer().getPort());
				// Until who has started it lets it end.
				System.in.readAllBytes();
			}
		}

	}

}
