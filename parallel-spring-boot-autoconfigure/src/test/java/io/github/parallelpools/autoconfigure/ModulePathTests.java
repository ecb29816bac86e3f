package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aop.Advisor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.expression.Expression;

import static org.assertj.core.api.Assertions.assertThat;

/** An application of modules has worker processes of the same modules. */
@Timeout(120)
class ModulePathTests {

	private static final String MODULE = """
			module probe.app {
				requires io.github.parallelpools.autoconfigure;
				requires org.apache.commons.logging;
				requires spring.beans;
				requires spring.boot;
				requires spring.boot.autoconfigure;
				requires spring.context;
				requires spring.core;
				opens probe.app;
			}
			""";

	private static final String MAIN = """
			package probe.app;

			import java.util.Collections;
			import java.util.TreeSet;
			import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
			import io.github.parallelpools.pool.ParallelPool;
			import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
			import org.springframework.boot.builder.SpringApplicationBuilder;
			import org.springframework.context.annotation.Configuration;

			@Configuration(proxyBeanMethods = false)
			@ImportAutoConfiguration(ParallelAutoConfiguration.class)
			public class Main {

				public static void main(String[] args) throws Exception {
					try (var context = new SpringApplicationBuilder(Main.class).run(args)) {
						String own = state();
						String workers = context.getBean("work", ParallelPool.class).submit(() -> state()).join();
						System.out.println("application " + own);
						System.out.println("worker      " + workers);
						System.out.println((own.equals(workers) ? "the same" : "another") + ", " + Main.class.getModule().getName());
					}
				}

				static String state() throws Exception {
					var modules = new TreeSet<String>();
					ModuleLayer.boot().modules().forEach((one) -> modules.add(one.getName()));
					modules.removeIf((one) -> one.startsWith("java.") || one.startsWith("jdk."));
					var found = Collections.list(Main.class.getClassLoader().getResources("META-INF/MANIFEST.MF"));
					return Main.class.getModule().getName() + " of " + modules + ", " + found.size() + " manifests";
				}

			}
			""";

	@TempDir
	static Path directory;

	@BeforeAll
	static void build() throws Exception {
		Path source = Files.createDirectories(directory.resolve("source"));
		Path modules = Files.createDirectories(directory.resolve("modules"));
		for (Class<?> type : List.of(SpringApplication.class, AutoConfiguration.class, ApplicationContext.class,
				BeanFactory.class, Environment.class, Advisor.class, Expression.class, Log.class, Nullable.class,
				KeyValue.class, Observation.class)) {
			Path jar = location(type);
			Files.copy(jar, modules.resolve(jar.getFileName()));
		}
		Path own = location(ParallelAutoConfiguration.class);
		Path manifest = Files.writeString(directory.resolve("manifest"),
				"Automatic-Module-Name: io.github.parallelpools.autoconfigure\n");
		run("jar", "cfm", modules.resolve("parallel.jar").toString(), manifest.toString(), "-C", own.toString(), ".");
		run("javac", "--release", "17", "-d", directory.resolve("classes").toString(), "-p", modules.toString(),
				Files.writeString(source.resolve("module-info.java"), MODULE).toString(),
				Files.writeString(source.resolve("Main.java"), MAIN).toString());
		run("jar", "cf", directory.resolve("probe.jar").toString(), "-C", directory.resolve("classes").toString(), ".");
	}

	private static Path location(Class<?> type) throws Exception {
		return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
	}

	private static void run(String tool, String... arguments) {
		int exitCode = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments);
		assertThat(exitCode).as(tool).isZero();
	}

	@Test
	void applicationThatIsAModule() throws Exception {
		assertThat(start("-p", "modules" + File.pathSeparator + "probe.jar", "-m", "probe.app/probe.app.Main"))
			.contains("the same, probe.app");
	}

	@Test
	void applicationOnTheClassPathWithModulesBesideItWhoseOptionsAreNotInherited() throws Exception {
		assertThat(start("-p", "modules", "--add-modules", "ALL-MODULE-PATH", "-cp", "probe.jar", "probe.app.Main",
				"--parallel.pools.work.process.inherit-options=false"))
			.contains("the same, null");
	}

	private static String start(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		command.addAll(List.of(arguments));
		command.addAll(List.of("--parallel.pools.work.kind=process", "--spring.main.banner-mode=off"));
		Process application = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(application.waitFor()).as(output).isZero();
		return output;
	}

}
