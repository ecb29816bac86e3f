package io.github.parallelpools.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The code that the guide's page about Kafka shows compiles. */
class KafkaGuideTests {

	private static final String FRAME = """
			import java.util.List;
			import org.apache.kafka.common.serialization.StringDeserializer;
			import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
			import org.springframework.context.annotation.Bean;
			import io.github.parallelpools.kafka.KafkaShareSource;
			class Guide {
			%s
			}
			""";

	@Test
	void theCodeCompiles(@TempDir Path directory) throws Exception {
		List<String> blocks = Pattern.compile("(?s)```java\n(.*?)```")
			.matcher(Files.readString(Path.of("..", "docs", "kafka.md")))
			.results()
			.map((block) -> block.group(1))
			.toList();
		assertThat(blocks).isNotEmpty();
		Path source = Files.writeString(directory.resolve("Guide.java"),
				FRAME.formatted(blocks.stream().collect(Collectors.joining("\n"))));
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), source.toString()))
			.isZero();
	}

}
