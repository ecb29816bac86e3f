package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
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

	@Test
	@Timeout(240)
	void theProcessedApplicationAlsoHasPoolsThatAreConfiguredWhenItIsStarted(@TempDir Path directory) throws Exception {
		Path sources = directory.resolve("sources");
		Path classes = directory.resolve("classes");
		AbstractAotProcessor.Settings settings = AbstractAotProcessor.Settings.builder()
			.sourceOutput(sources)
			.resourceOutput(classes)
			.classOutput(classes)
			.groupId("com.example")
			.artifactId("application")
			.build();
		new SpringApplicationAotProcessor(AheadOfTimeApplication.class, settings,
				new String[] { "--parallel.pools.early.max-size=2" })
			.process();
		compile(sources, classes);
		Path output = directory.resolve("output");
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=true", "-cp",
				classes + File.pathSeparator + System.getProperty("java.class.path"),
				AheadOfTimeApplication.class.getName(), "--parallel.pools.early.max-size=2",
				"--parallel.pools.later-on.kind=process")
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(application.waitFor(200, TimeUnit.SECONDS)).isTrue();
			assertThat(output).content()
				.contains("Starting AOT-processed", "early ran in this process: true",
						"laterOn ran in this process: false");
		}
		finally {
			application.destroyForcibly();
		}
	}

	private static void compile(Path sources, Path classes) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp",
				classes + File.pathSeparator + System.getProperty("java.class.path"), "-d", classes.toString()));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

}
