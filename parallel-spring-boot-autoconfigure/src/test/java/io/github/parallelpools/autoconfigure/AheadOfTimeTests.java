package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/** The application can be processed ahead of time, also without what it will run with. */
class AheadOfTimeTests {

	@Test
	void poolsAreProcessedAheadOfTime() throws Exception {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(ParallelAutoConfiguration.class);
		TestPropertyValues
			.of("parallel.pools.io-bound.max-size=${NOT_KNOWN_YET}", "parallel.pools.regex.handler=notKnownYet")
			.applyTo(context);
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
		System.setProperty("spring.aot.processing", "true");
		try {
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		finally {
			System.clearProperty("spring.aot.processing");
			context.close();
		}
		StringBuilder source = new StringBuilder();
		for (String name : files.getGeneratedFiles(Kind.SOURCE).keySet()) {
			source.append(files.getGeneratedFileContent(Kind.SOURCE, name));
		}
		assertThat(source).contains("\"io-bound\"", "\"ioBound\"", "\"parallelPoolFactory\"", "ioBoundPoolExecutor",
				"setDefaultCandidate(false)");
	}

}
