package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Starts applications with an {@code application.yml} that the test writes, as origins of
 * properties are told by its lines.
 */
final class YamlStart {

	private YamlStart() {
	}

	/**
	 * Starts an application and ends it.
	 * @param directory where the file is written
	 */
	static void succeeds(Path directory, Class<?> application, String yaml) {
		Path file = directory.resolve("application.yml");
		try {
			Files.writeString(file, yaml);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		SpringApplication.exit(new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.run("--spring.config.location=file:" + file, "--spring.main.banner-mode=off"));
	}

	/** Starts an application that does not start. */
	static void fails(Path directory, Class<?> application, String yaml) {
		assertThatException().isThrownBy(() -> succeeds(directory, application, yaml));
	}

	/** An application that has nothing but its pools. */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class PoolsOnly {

	}

}
