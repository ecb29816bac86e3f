package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.NativeDetector;
import org.springframework.javapoet.ClassName;

import io.github.parallelpools.autoconfigure.annotation.ParallelListener;
import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskLoggerFactory;
import io.github.parallelpools.task.TaskPoller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A native image has pools of threads, and is told why it has no others. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class NativeImageTests {

	/** As in an image that runs. */
	@Nested
	class Running {

		@TempDir
		private Path directory;

		@BeforeEach
		void pretend() {
			// Spring looks once, and is not meant here.
			assertThat(NativeDetector.inNativeImage()).isFalse();
			System.setProperty("org.graalvm.nativeimage.imagecode", "runtime");
		}

		@AfterEach
		void pretendNoMore() {
			System.clearProperty("org.graalvm.nativeimage.imagecode");
		}

		@Test
		void aPoolOfProcessesIsRefused(CapturedOutput output) {
			YamlStart.fails(this.directory, YamlStart.PoolsOnly.class, "parallel.pools.regex.kind: process");
			assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.kind",
					"Value: \"process\"", "application.yml] - 1:28",
					"'process' needs a JVM with the application's classes, and this is a native image",
					"Use 'kind: thread' or 'kind: virtual', or run the application on a JVM.");
		}

		@Test
		void aDefaultThatMakesPoolsOfProcessesIsRefusedWhereItIsWritten(CapturedOutput output) {
			YamlStart.fails(this.directory, YamlStart.PoolsOnly.class,
					"parallel: {defaults.kind: process, pools.regex.max-size: 2}");
			assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.defaults.kind");
		}

		@Test
		void aStandaloneTaskInAProcessIsRefusedAndOneInAThreadRuns() {
			PoolContextRunner.with().run((context) -> {
				Parallel parallel = context.getBean(Parallel.class);
				assertThatExceptionOfType(InvalidSettingException.class)
					.isThrownBy(() -> parallel.task((Integer item, TaskContext current) -> item)
						.name("count")
						.kind(WorkerKind.PROCESS)
						.build())
					.withMessageContainingAll("'count'", "this is a native image", "Use WorkerKind.THREAD");
				assertThat(parallel.task((Integer item, TaskContext current) -> item + 1).build().start(1).get())
					.isEqualTo(2);
			});
		}

		@Test
		void aPoolOfThreadsWorks(CapturedOutput output) {
			PoolContextRunner.with()
				.withPropertyValues("parallel.pools.one.kind=thread",
						"parallel.pools.one.handler=" + Upper.class.getName())
				.run((context) -> {
					ParallelPool pool = context.getBean("one", ParallelPool.class);
					assertThat(pool.send("a", String.class).get(50, TimeUnit.SECONDS)).isEqualTo("A");
					assertThat(output).doesNotContain("WARN");
				});
		}

	}

	/** What an image is told when it is built. */
	@Nested
	class Built {

		private final RuntimeHints hints = hints("parallel.pools.one.handler=" + Upper.class.getName(),
				"parallel.pools.two.poller=${UNSET_POLLER:" + Nothing.class.getName() + "}",
				"parallel.defaults.logging.factory=" + Loggers.class.getName(), "parallel.pools.three.handler=bean",
				"parallel.pools.five.handler=methods#named", "parallel.pools.six.max-size=1",
				"parallel.pools.four.handler=com.example.Missing", "management.endpoints.web.exposure.include=*");

		@Test
		void classesThatPoolsNameCanBeMade() {
			for (Class<?> named : List.of(Upper.class, Nothing.class, Loggers.class)) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(named)
					.withMemberCategories(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
							MemberCategory.INVOKE_DECLARED_METHODS, MemberCategory.ACCESS_DECLARED_FIELDS))
					.as(named.getName())
					.accepts(this.hints);
			}
		}

		@Test
		void methodsOfBeansThatAreHandlersCanBeCalled() throws Exception {
			for (String method : List.of("named", "annotated")) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onMethodInvocation(Methods.class.getDeclaredMethod(method, String.class))).as(method)
					.accepts(this.hints);
			}
		}

		@Test
		void threadsThatJava17DoesNotHaveCanBeMade() {
			assertThat(methods("java.lang.Thread")).contains("ofVirtual");
			assertThat(methods("java.lang.Thread$Builder")).contains("inheritInheritableThreadLocals", "unstarted");
			assertThat(this.hints.reflection().getTypeHint(TypeReference.of("java.lang.Thread$Builder$OfVirtual")))
				.isNotNull();
		}

		@Test
		void thePropertiesOfAPoolCanBeRead() {
			for (Class<?> type : List.of(PoolProperties.class, PoolProperties.Process.class,
					PoolProperties.KillBudget.class)) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS)).as(type.getName()).accepts(this.hints);
			}
		}

		@Test
		void poolsCanBeMadeThatAreConfiguredOnlyWhenTheImageIsStarted() {
			assertThat(methods(ParallelPoolFactory.class.getName())).contains("pool", "executor");
		}

		private List<String> methods(String type) {
			return this.hints.reflection()
				.getTypeHint(TypeReference.of(type))
				.methods()
				.map(ExecutableHint::getName)
				.toList();
		}

		@Test
		void propertiesOfPoolsCanBeBound() {
			for (Class<?> bound : List.of(ParallelProperties.class, PoolProperties.class, PoolProperties.Process.class,
					PoolProperties.Logging.class)) {
				assertThat(
						RuntimeHintsPredicates.reflection().onConstructorInvocation(bound.getDeclaredConstructors()[0]))
					.as(bound.getName())
					.accepts(this.hints);
			}
		}

		@Test
		void whatTheEndpointAnswersCanBeWritten() {
			for (String written : List.of("PoolsDescription", "PoolDescription", "PoolDescription$Worker",
					"TaskDescription", "LockDescription", "EventDescription", "SettingsDescription",
					"StacksDescription", "ParallelPoolsWebExtension$Refusal")) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(TypeReference.of("io.github.parallelpools.actuate.endpoint." + written))).as(written)
					.accepts(this.hints);
			}
		}

		private static RuntimeHints hints(String... properties) {
			AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
			TestPropertyValues.of(properties).applyTo(context);
			context.register(Handlers.class, ParallelAutoConfiguration.class, EndpointAutoConfiguration.class,
					ParallelEndpointAutoConfiguration.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
			TestPropertyValues.of(Map.of("spring.aot.processing", "true")).applyToSystemProperties(() -> {
				new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
				return null;
			});
			context.close();
			return generation.getRuntimeHints();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		@Bean
		Upper bean() {
			return new Upper();
		}

		@Bean
		Methods methods() {
			return new Methods();
		}

	}

	static class Methods {

		String named(String item) {
			return item;
		}

		@ParallelListener(pool = "six")
		String annotated(String item) {
			return item;
		}

	}

	static class Upper implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item.toUpperCase(java.util.Locale.ROOT);
		}

	}

	static class Nothing implements TaskPoller<String> {

		@Override
		public String poll(TaskContext context) {
			return null;
		}

	}

	static class Loggers implements TaskLoggerFactory {

		@Override
		public System.Logger logger(Map<String, String> args) {
			return System.getLogger("made");
		}

	}

}
