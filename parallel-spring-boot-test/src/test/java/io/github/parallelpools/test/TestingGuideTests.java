package io.github.parallelpools.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code that the guide's page about testing shows compiles; what it does is what the
 * other tests of this module do.
 */
class TestingGuideTests {

	private static final String FRAME = """
			import java.time.Duration;
			import org.junit.jupiter.api.Test;
			import org.springframework.beans.factory.annotation.Autowired;
			import org.springframework.boot.test.context.SpringBootTest;
			import io.github.parallelpools.pool.ParallelPool;
			import io.github.parallelpools.pool.WorkerKind;
			import io.github.parallelpools.spi.WorkerFactory;
			import io.github.parallelpools.task.TaskHandler;
			import io.github.parallelpools.test.ManualClock;
			import io.github.parallelpools.test.ParallelPoolTest;
			import io.github.parallelpools.test.contract.WorkerFactoryContract;
			import io.github.parallelpools.test.fault.PoolFaults;
			import io.github.parallelpools.test.fault.TaskMoment;
			import io.github.parallelpools.test.fault.WorkerMoment;
			import static org.assertj.core.api.Assertions.assertThat;
			import static org.awaitility.Awaitility.await;
			class Guide {
			record Thumbnail(int size) { }
			static byte[] image = new byte[1];
			%s
			void statements(ManualClock clock, PoolFaults faults, ParallelPool pool) {
				%s
			}
			}
			""";

	/** The workers of somebody else, which the page only names. */
	private static final Pattern CONTAINERS = Pattern.compile("return new ContainerWorkers\\(handler\\);");

	private static String joined(List<String> blocks, Predicate<String> which) {
		return blocks.stream().filter(which).collect(Collectors.joining("\n"));
	}

	@Test
	void theCodeCompiles(@TempDir Path directory) throws Exception {
		List<String> blocks = Pattern.compile("(?s)```java\n(.*?)```")
			.matcher(Files.readString(Path.of("..", "docs", "testing.md")))
			.results()
			.map((block) -> block.group(1))
			.toList();
		assertThat(blocks).isNotEmpty();
		Predicate<String> members = (block) -> block.contains("class ");
		String source = FRAME.formatted(joined(blocks, members).replaceAll("(?m)^class", "static class"),
				joined(blocks, members.negate()));
		assertThat(source).containsPattern(CONTAINERS);
		Path file = Files.writeString(directory.resolve("Guide.java"),
				CONTAINERS.matcher(source).replaceAll("throw new IllegalStateException(handler.getName());"));
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), file.toString()))
			.isZero();
	}

}
