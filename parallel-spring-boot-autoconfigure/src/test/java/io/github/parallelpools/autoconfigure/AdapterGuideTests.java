package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;

/** What the page of the adapters shows is compiled and run. */
class AdapterGuideTests {

	private static final String FRAME = """
			import java.util.List;
			import java.util.regex.Pattern;
			import org.springframework.batch.core.partition.Partitioner;
			import org.springframework.batch.core.repository.JobRepository;
			import org.springframework.batch.core.step.Step;
			import org.springframework.batch.core.step.builder.StepBuilder;
			import org.springframework.batch.infrastructure.repeat.RepeatStatus;
			import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
			import org.springframework.context.annotation.Bean;
			import org.springframework.context.annotation.Configuration;
			import org.springframework.scheduling.annotation.Scheduled;
			import org.springframework.stereotype.Component;
			import reactor.core.publisher.Flux;
			import reactor.core.publisher.Mono;
			import io.github.parallelpools.adapter.batch.PoolPartitionHandler;
			import io.github.parallelpools.adapter.integration.SharedLockRegistry;
			import io.github.parallelpools.adapter.reactor.ReactorPool;
			import io.github.parallelpools.autoconfigure.annotation.Isolated;
			import io.github.parallelpools.pool.Parallel;
			import io.github.parallelpools.pool.ParallelPool;
			public class Guide {
			record Report(String name) {
				static List<Report> all() { return List.of(); }
				void write() { }
			}
			%s
			public static List<Object> run(ParallelPool regex, Parallel parallel) {
				%s
				return List.of(found.block(), lengths.collectList().block(), locks.obtain("one").name());
			}
			}
			""";

	@Test
	void theCodeCompilesAndRuns(@TempDir Path classes) throws Exception {
		List<String> blocks = DocumentedCode.of(Path.of("..", "docs", "adapters.md")).blocks("java");
		String members = blocks.stream()
			.filter((block) -> block.contains("class "))
			.map((block) -> block.replaceAll("(?m)^class", "static class"))
			.collect(Collectors.joining("\n"));
		String statements = blocks.stream()
			.filter((block) -> !block.contains("class "))
			.collect(Collectors.joining("\n"));
		DocumentedCode.compile("Guide", FRAME.formatted(members, statements), classes);
		DocumentedCode.run(classes,
				(loader) -> PoolContextRunner.with()
					.withClassLoader(loader)
					.withPropertyValues("parallel.pools.regex.kind=process", "parallel.pools.regex.max-size=1")
					.run((context) -> assertThat(loader.loadClass("Guide")
						.getMethod("run", ParallelPool.class, Parallel.class)
						.invoke(null, context.getBean(ParallelPool.class), context.getBean(Parallel.class)))
						.isEqualTo(List.of(true, List.of(1, 2, 3), "integration:one"))));
	}

}
