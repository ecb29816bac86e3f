package io.github.parallelpools.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.actuate.endpoint.ConfiguredProperty;
import io.github.parallelpools.autoconfigure.annotation.ParallelListener;

import static org.assertj.core.api.Assertions.assertThat;

/** Of each property it is known where somebody has written it. */
class PoolOriginsTests {

	private static final String YAML = """
			parallel:
			  defaults:
			    worker-release-time: 90s
			    process:
			      max-heap: 64MB
			  pools:
			    orders:
			      kind: process
			      auto-start: false
			      args:
			        password: hidden
			      process:
			        jvm-args: [ "-Da.b=hidden", "-Xss1m", "-javaagent:x.jar" ]
			        environment:
			          TOKEN: hidden
			    notes:
			      auto-start: false
			""";

	private static Map<String, ConfiguredProperty> origins(ConfigurableApplicationContext context, String pool) {
		PoolDraft draft = context.getBean(ParallelPoolFactory.class).draft(pool);
		assertThat(draft).isNotNull();
		return PoolOrigins.of(context.getEnvironment(), draft);
	}

	@Test
	void eachPropertyTellsItsValueAndWhereItIsWritten(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("pools.yml"), YAML);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(OfPools.class)
			.web(WebApplicationType.NONE)
			.run("--spring.config.import=file:" + file, "--parallel.pools.orders.max-size=3")) {
			Map<String, ConfiguredProperty> orders = origins(context, "orders");
			assertThat(orders.get("kind").value()).isEqualTo("process");
			assertThat(orders.get("kind").origin()).contains("pools.yml").endsWith(" - 8:13");
			assertThat(orders.get("max-size").value()).isEqualTo(3);
			assertThat(orders.get("max-size").origin()).contains("max-size").contains("commandLineArgs");
			assertThat(orders.get("worker-release-time").value()).isEqualTo("90s");
			assertThat(orders.get("worker-release-time").origin()).endsWith(" - 3:26");
			assertThat(orders.get("process.max-heap").value()).isEqualTo("67108864B");
			assertThat(orders.get("process.max-heap").origin()).endsWith(" - 5:17");
			assertThat(orders.get("process.jvm-args").value())
				.isEqualTo(List.of("-Da.b=******", "-Xss1m", "-javaagent:x.jar"));
			assertThat(orders.get("process.environment").value()).isEqualTo(Set.of("TOKEN"));
			assertThat(orders.get("args").value()).isEqualTo(Set.of("password"));
			assertThat(orders.get("args").origin()).endsWith(" - 11:19");
			assertThat(orders.get("process.start-timeout")).isEqualTo(new ConfiguredProperty("30s", null));
			assertThat(orders.get("logging.mode")).isEqualTo(new ConfiguredProperty("forward", null));
			assertThat(orders.get("kill-grace")).isEqualTo(new ConfiguredProperty("3s", "code"));
			assertThat(orders).doesNotContainKey("min-size");
			assertThat(orders.toString()).doesNotContain("hidden");

			Map<String, ConfiguredProperty> notes = origins(context, "notes");
			assertThat(notes.get("handler").value()).isEqualTo("desk#note");
			assertThat(notes.get("handler").origin()).endsWith("from property source \"@ParallelListener\"");
			assertThat(notes).containsKey("process.max-heap")
				.containsKey("logging.mode")
				.doesNotContainKey("process.start-timeout");
		}
	}

	static class Desk {

		@ParallelListener("notes")
		void note(String item) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class OfPools {

		@Bean
		Desk desk() {
			return new Desk();
		}

		@Bean
		ParallelPoolCustomizer grace() {
			return (pool) -> pool.property("kill-grace", "3s");
		}

	}

}
