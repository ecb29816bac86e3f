package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is printed when the configuration is impossible: property, value, origin and
 * remedy, before any bean was made.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartMistakeTests {

	@TempDir
	Path directory;

	@Test
	void minGreaterThanMax(CapturedOutput output) {
		start("""
				parallel:
				  pools:
				    regex:
				      max-size: 3
				      min-size: 5
				""");
		assertThat(output).contains("APPLICATION FAILED TO START", "Pool 'regex' can't be made",
				"Property: parallel.pools.regex.min-size", "Value: \"5\"", "application.yml] - 5:17",
				"greater than 'max-size' (3)");
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	void minOfTheDefaultsGreaterThanMaxOfThePool(CapturedOutput output) {
		start("""
				parallel:
				  defaults:
				    min-size: 5
				  pools:
				    regex:
				      max-size: 3
				""");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.defaults.min-size",
				"Value: \"5\"", "application.yml] - 3:15", "greater than 'max-size' (3)");
	}

	@Test
	void minGreaterThanTheDefaultMax(CapturedOutput output) {
		start("parallel.pools.regex.min-size: 20");
		assertThat(output).contains("Property: parallel.pools.regex.min-size", "Value: \"20\"", "1:32",
				"greater than 'max-size' (10)");
	}

	@Test
	void unknownKind(CapturedOutput output) {
		start("parallel.pools.regex.kind: fibre");
		assertThat(output).contains("Property: parallel.pools.regex.kind", "Value: \"fibre\"",
				"application.yml] - 1:28", "Use one of: thread, virtual, process.");
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	@DisabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsBeforeJava21(CapturedOutput output) {
		start("parallel.pools.regex.kind: virtual");
		assertThat(output).contains("Property: parallel.pools.regex.kind", "Value: \"virtual\"", "1:28",
				"needs Java 21 or newer, and this is Java", "Use 'kind: thread'");
	}

	@Test
	void aPoolOfTheClusterWhoseQueueIsToDiscard(CapturedOutput output) {
		start("""
				parallel:
				  pools:
				    regex:
				      scope: cluster
				      queue:
				        when-full: discard-oldest
				""");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.queue.when-full",
				"Value: \"discard-oldest\"", "6:20", "Use 'block' or 'reject', or 'scope: local'.");
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	void aLimitOfAllInstancesWithoutTheScope(CapturedOutput output) {
		start("parallel.pools.regex.cluster.max-running: 5");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.cluster.max-running",
				"Value: \"5\"", "1:43", "this instance only", "Set 'scope: cluster'");
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	void aPolicyOfFencedInstancesWithoutTheScope(CapturedOutput output) {
		start("parallel.pools.regex.on-fenced: finish");
		assertThat(output).contains("Property: parallel.pools.regex.on-fenced", "Value: \"finish\"", "1:33",
				"this instance only", "Set 'scope: cluster'");
	}

	@Test
	void aLimitOfAllInstancesBelowZero(CapturedOutput output) {
		start("""
				parallel:
				  pools:
				    regex:
				      scope: local
				      cluster:
				        max-running: -1
				""");
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.cluster.max-running",
				"Value: \"-1\"", "6:22", "Set it to 0 (without limit) or more.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			lease             | 0s     | cluster.lease             | Set it to more than 'parallel.cluster.fence'
			lease             | -6s    | cluster.lease             | Set it to more than 'parallel.cluster.fence'
			lease             | 4s     | cluster.lease             | Set it to more than 'parallel.cluster.fence'
			lease             | 25h    | cluster.lease             | Set it to 1d at most
			renew             | 0s     | cluster.renew             | Set it to 10ms or more
			renew             | -1s    | cluster.renew             | Set it to 10ms or more
			renew             | 4s     | cluster.fence             | Set it to more than 'parallel.cluster.renew'
			fence             | 0s     | cluster.fence             | Set it to more than 'parallel.cluster.renew'
			fence             | -4s    | cluster.fence             | Set it to more than 'parallel.cluster.renew'
			fence             | 6s     | cluster.lease             | Set it to more than 'parallel.cluster.fence'
			poll              | 0s     | cluster.poll              | Set it to 10ms or more
			poll              | -1s    | cluster.poll              | Set it to 10ms or more
			poll              | 25h    | cluster.poll              | 1d at most
			outcome-retention | 0s     | cluster.outcome-retention | at least 'parallel.cluster.lease'
			outcome-retention | -1s    | cluster.outcome-retention | at least 'parallel.cluster.lease'
			outcome-retention | 99999d | cluster.outcome-retention | 3650d at most
			max-payload       | 0B     | cluster.max-payload       | at least 1KB
			max-payload       | -1B    | cluster.max-payload       | at least 1KB
			max-payload       | 3GB    | cluster.max-payload       | less than 2GB
			name              | My-App | cluster.name              | lower-case letters, digits and '-'
			node-name         | ' '    | cluster.node-name         | Use 1 to 200 characters
			build             | ''     | cluster.build             | Use 1 to 200 characters
			""")
	void impossibleTimesAndSizesOfTheCluster(String property, String value, String refused, String remedy,
			CapturedOutput output) {
		start("parallel.cluster.%s: '%s'".formatted(property, value));
		assertThat(output).contains("APPLICATION FAILED TO START", "'parallel.%s'".formatted(refused), remedy);
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	void unknownPropertyOfAPool(CapturedOutput output) {
		start("parallel.pools.regex.max-sise: 4");
		assertThat(output).contains("There is no such property", "Property: parallel.pools.regex.max-sise",
				"Value: \"4\"", "application.yml] - 1:32", "Did you mean 'parallel.pools.regex.max-size'?");
	}

	@Test
	void anEmptyTextWhereThatIsNoValue(CapturedOutput output) {
		start("parallel: {cluster.lease: '', defaults.process.max-heap: '', pools.regex.worker-overtime: '${UNSET_LIMIT:}'}");
		assertThat(output).contains("There is no value of the properties", "Property: parallel.cluster.lease",
				"Property: parallel.pools.regex.worker-overtime", "Value: \"${UNSET_LIMIT:}\"",
				"Give 'parallel.cluster.lease' a value, or leave it out for its default.",
				"Give 'parallel.defaults.process.max-heap' a value, or",
				"Give 'parallel.pools.regex.worker-overtime' a value, or");
		assertThat(output).doesNotContain("There are no such properties");
	}

	@Test
	void unknownNestedPropertyOfTheDefaults(CapturedOutput output) {
		start("parallel.defaults.queue.capasity: 4");
		assertThat(output).contains("Property: parallel.defaults.queue.capasity", "1:35",
				"Did you mean 'parallel.defaults.queue.capacity'?");
	}

	@Test
	void unknownPropertyAtTheTop(CapturedOutput output) {
		start("parallel.pool.regex.kind: thread");
		assertThat(output).contains("Property: parallel.pool.regex.kind", "1:27", "Did you mean 'parallel.pools'?");
	}

	@Test
	void aPropertyThatResemblesNone(CapturedOutput output) {
		start("parallel.pools.regex.colour: red");
		assertThat(output).contains("Property: parallel.pools.regex.colour",
				"use one of those below 'parallel.pools.regex': kind, scope, ");
	}

	@Test
	void aValueInsteadOfProperties(CapturedOutput output) {
		start("parallel.pools.regex: thread");
		assertThat(output).contains("Property: parallel.pools.regex", "Value: \"thread\"", "1:23",
				"Write properties below it");
	}

	@Test
	void handlerThatIsNeitherBeanNorClass(CapturedOutput output) {
		start("parallel.pools.regex.handler: gretter");
		assertThat(output).contains("Property: parallel.pools.regex.handler", "Value: \"gretter\"", "1:31",
				"neither a bean nor a class", "Did you mean 'greeter'?");
	}

	@Test
	void handlerThatIsNoTaskHandler(CapturedOutput output) {
		start("parallel.pools.regex.handler: java.lang.String");
		assertThat(output).contains("Property: parallel.pools.regex.handler", "Value: \"java.lang.String\"", "1:31",
				"is no TaskHandler");
	}

	@Test
	void handlerBeanThatIsNoTaskHandler(CapturedOutput output) {
		start("parallel.pools.regex.handler: listener");
		assertThat(output).contains("Value: \"listener\"", "is no TaskHandler but ", "TaskListener");
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	void handlerOfProcessesWithoutNoArgConstructor(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, handler: greeter}");
		assertThat(output).contains("Property: parallel.pools.regex.handler", "Value: \"greeter\"", "1:48",
				"Greeter, which has no constructor without arguments", "use 'kind: thread'");
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	void handlerOfProcessesThatIsALambda(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, handler: lambda}");
		assertThat(output).contains("Property: parallel.pools.regex.handler", "Value: \"lambda\"", "perhaps a lambda",
				"name the class here");
	}

	@Test
	void handlerOfProcessesThatIsAnInnerClass(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, handler: '%s'}".formatted(Inner.class.getName()));
		assertThat(output).contains("Property: parallel.pools.regex.handler", "an inner class");
	}

	@Test
	void handlerClassThatThrowsWhenItIsMade(CapturedOutput output) {
		start("parallel.pools.regex.handler: " + Throwing.class.getName());
		assertThat(output).contains("APPLICATION FAILED TO START", "The handler of pool 'regex' could not be made",
				"Property: parallel.pools.regex.handler", "1:31", "IllegalStateException: there is no licence",
				"at " + Throwing.class.getName() + ".<init>", "name another handler in 'parallel.pools.regex.handler'");
	}

	@Test
	void handlerBeanThatThrowsWhenItIsMade(CapturedOutput output) {
		start("{parallel.pools.regex.handler: throwing, throwing: true}");
		assertThat(output).contains("The handler of pool 'regex' could not be made",
				"IllegalStateException: there is no licence");
	}

	@Test
	void remediesNameNoBeansThatSpringMakesForItself(CapturedOutput output) {
		start("parallel.pools.regex.handler: xyz");
		assertThat(output).contains("Beans of that type: ", "scoped").doesNotContain("scopedTarget");
	}

	@Test
	void unknownCallback(CapturedOutput output) {
		start("parallel.pools.regex.callback: listner");
		assertThat(output).contains("Property: parallel.pools.regex.callback", "Value: \"listner\"", "1:32",
				"is no bean", "Did you mean 'listener'?");
	}

	@Test
	void callbackThatIsNoListener(CapturedOutput output) {
		start("parallel.pools.regex.callback: lambda");
		assertThat(output).contains("Property: parallel.pools.regex.callback",
				"is no TaskListener or TaskCallback but ");
	}

	@Test
	void negativeTime(CapturedOutput output) {
		start("parallel.pools.regex.worker-overtime: -5s");
		assertThat(output).contains("Property: parallel.pools.regex.worker-overtime", "Value: \"-5s\"", "1:39",
				"Set it to 0 (off) or more.");
	}

	@Test
	void negativeShutdownTimeout(CapturedOutput output) {
		start("parallel.shutdown-timeout: -5s");
		assertThat(output).contains("Property: parallel.shutdown-timeout", "Value: \"-5s\"", "1:28",
				"Set it to 0 or more");
	}

	@Test
	void textThatIsNoDuration(CapturedOutput output) {
		start("parallel.pools.regex.worker-release-time: soon");
		assertThat(output).contains("Property: parallel.pools.regex.worker-release-time", "Value: \"soon\"", "1:43",
				"Write a number and a unit, as in 500ms");
	}

	@Test
	void textThatIsNoSize(CapturedOutput output) {
		start("parallel.pools.regex.process.max-heap: much");
		assertThat(output).contains("Property: parallel.pools.regex.process.max-heap", "Value: \"much\"", "1:40",
				"Write a whole number and a unit, as in 512KB");
	}

	@Test
	void capacityZero(CapturedOutput output) {
		start("parallel.pools.regex.queue.capacity: 0");
		assertThat(output).contains("Property: parallel.pools.regex.queue.capacity", "Value: \"0\"", "1:38",
				"Set it to 1 or more.");
	}

	@Test
	void heapThatIsTooSmall(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, process.max-heap: 1MB}");
		assertThat(output).contains("Property: parallel.pools.regex.process.max-heap", "Value: \"1MB\"", "1:57",
				"Set it to at least 8MB.");
	}

	@Test
	void heapThatBeginsWithMoreThanItMayHave(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, process: {max-heap: 64MB, jvm-args: [-ea, -Xms128m]}}");
		assertThat(output).contains("Pool 'regex' can't be made", "parallel.pools.regex.process.jvm-args", "-Xms128m",
				"raise 'process.max-heap'");
	}

	@Test
	void javaHomeWithoutJava(CapturedOutput output) {
		start("parallel.pools.regex: {kind: process, process.java-home: %s}".formatted(this.directory));
		assertThat(output).contains("Property: parallel.pools.regex.process.java-home",
				"Name the directory of a Java installation.");
	}

	@Test
	void directoryInWhichEveryUserMayRename(CapturedOutput output) throws IOException {
		Path open = Files.createDirectory(this.directory.resolve("open"));
		assumeTrue(Files.getFileStore(open).supportsFileAttributeView("unix"));
		Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
		start("parallel: {process-directory: '%s', pools.regex.kind: process}".formatted(open));
		assertThat(output).contains("Pool 'regex' can't be made", "Property: parallel.pools.regex.kind",
				"Every user may rename what is in '" + open, "'parallel.allow-unsafe-process-directory: true'");
		assertThat(output).doesNotContain("a bean was made");
	}

	@Test
	void serialFilterThatIsNone(CapturedOutput output) {
		start("parallel.pools.regex.process.serial-filter: 'maxdepth=x'");
		assertThat(output).contains("Property: parallel.pools.regex.process.serial-filter", "Value: \"maxdepth=x\"",
				"1:45", "Write patterns as in");
	}

	@Test
	void beanOfThePoolsNameThatIsNoPool(CapturedOutput output) {
		start("parallel.pools.listener.kind: thread");
		assertThat(output).contains("Pool 'listener' can't be made", "1:31", "also the name of a bean of type",
				"Give the pool or the bean another name.");
	}

	@Test
	void poolOfTheNameOfBootsExecutor(CapturedOutput output) {
		start("parallel.pools.applicationTaskExecutor.kind: thread");
		assertThat(output).contains("Pool 'applicationTaskExecutor' can't be made", "also the name of a bean of type");
	}

	@Test
	void impossibleName(CapturedOutput output) {
		start("parallel.pools: {'[a/b]': {kind: thread}}");
		assertThat(output).contains("is no possible name", "Use letters, digits");
	}

	@Test
	void placeholderThatCanNotBeResolved(CapturedOutput output) {
		start("parallel.pools.regex.max-size: ${POOL_SIZE}");
		assertThat(output).contains("Property: parallel.pools.regex.max-size", "Value: \"${POOL_SIZE}\"", "1:32",
				"has a placeholder that can't be resolved", "${NAME:default}");
	}

	private void start(String yaml) {
		YamlStart.fails(this.directory, Application.class, yaml);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ParallelAutoConfiguration.class, TaskExecutionAutoConfiguration.class })
	static class Application {

		@Bean
		Witness witness(ObjectProvider<ParallelPool> pools) {
			return new Witness();
		}

		@Bean
		TaskListener listener() {
			return new TaskListener() {
			};
		}

		@Bean
		Greeter greeter() {
			return new Greeter("Hello");
		}

		@Bean
		@ConditionalOnProperty("throwing")
		Throwing throwing() {
			return new Throwing();
		}

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Scoped scoped() {
			return new Scoped();
		}

		@Bean
		TaskHandler<String, String> lambda() {
			return (item, context) -> item;
		}

	}

	/** Tells that beans were made. */
	static class Witness {

		Witness() {
			System.out.println("a bean was made");
		}

	}

	static class Throwing implements TaskHandler<String, String> {

		Throwing() {
			throw new IllegalStateException("there is no licence");
		}

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

	static class Scoped implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

	static class Greeter implements TaskHandler<String, String> {

		private final String greeting;

		Greeter(String greeting) {
			this.greeting = greeting;
		}

		@Override
		public String handle(String item, TaskContext context) {
			return this.greeting + " " + item;
		}

	}

	@SuppressWarnings("ClassCanBeStatic")
	class Inner implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

}
