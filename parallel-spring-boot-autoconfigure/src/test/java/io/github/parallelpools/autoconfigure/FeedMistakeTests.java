package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;

import static org.assertj.core.api.Assertions.assertThat;

/** What is printed when a pool can't be fed as it is configured. */
@ExtendWith(OutputCaptureExtension.class)
class FeedMistakeTests {

	@TempDir
	Path directory;

	@Test
	void handlerAndPoller(CapturedOutput output) {
		start("parallel.pools.mail: {handler: handler, poller: poller}");
		assertThat(output).contains("Pool 'mail' can't be made", "Property: parallel.pools.mail.poller",
				"Value: \"poller\"", "1:49", "also has the handler 'handler'", "Remove one of them.");
	}

	@Test
	void pollerThatIsNeitherBeanNorClass(CapturedOutput output) {
		start("parallel.pools.mail.poller: poler");
		assertThat(output).contains("Property: parallel.pools.mail.poller", "Value: \"poler\"", "1:29",
				"neither a bean nor a class", "implements TaskPoller", "Did you mean 'poller'?");
	}

	@Test
	void pollerThatIsNone(CapturedOutput output) {
		start("parallel.pools.mail.poller: handler");
		assertThat(output).contains("Property: parallel.pools.mail.poller", "Value: \"handler\"",
				"is no TaskPoller but", "Let it implement TaskPoller");
	}

	@Test
	void handlerThatIsAPoller(CapturedOutput output) {
		start("parallel.pools.mail.handler: poller");
		assertThat(output).contains("Property: parallel.pools.mail.handler", "is no TaskHandler but");
	}

	@Test
	void pollerOfProcessesThatIsALambda(CapturedOutput output) {
		start("parallel.pools.mail: {kind: process, poller: lambda}");
		assertThat(output).contains("Property: parallel.pools.mail.poller", "perhaps a lambda",
				"A worker process makes the poller itself");
	}

	@Test
	void pollerOfProcessesWithoutNoArgConstructor(CapturedOutput output) {
		start("parallel.pools.mail: {kind: process, poller: poller}");
		assertThat(output).contains("Property: parallel.pools.mail.poller", "Mailman, which has no constructor",
				"use 'kind: thread'");
	}

	@Test
	void pollerWithTheCapacityOfAQueue(CapturedOutput output) {
		start("""
				parallel:
				  pools:
				    mail:
				      poller: poller
				      queue:
				        capacity: 7
				""");
		assertThat(output).contains("Property: parallel.pools.mail.queue.capacity", "Value: \"7\"", "6:19",
				"has no meaning beside 'poller'", "use a 'handler' instead");
	}

	@Test
	void pollerWithAnySettingOfAQueue(CapturedOutput output) {
		start("parallel.pools.mail: {poller: poller, queue.when-full: reject}");
		assertThat(output).contains("Property: parallel.pools.mail.queue.when-full", "Value: \"reject\"",
				"has no meaning beside 'poller'");
	}

	@Test
	void pollerWithASource(CapturedOutput output) {
		start("parallel.pools.mail: {poller: poller, queue.source: letters}");
		assertThat(output).contains("Property: parallel.pools.mail.queue.source", "Value: \"letters\"",
				"has no meaning beside 'poller'");
	}

	@Test
	void sourceWithoutAHandler(CapturedOutput output) {
		start("parallel.pools.mail.queue.source: letters");
		assertThat(output).contains("Property: parallel.pools.mail.queue.source", "Value: \"letters\"", "1:35",
				"Nothing handles the items", "Set 'handler' too.");
	}

	@Test
	void sourceWithACapacity(CapturedOutput output) {
		start("parallel.pools.mail: {handler: handler, queue: {source: letters, capacity: 5}}");
		assertThat(output).contains("Property: parallel.pools.mail.queue.capacity", "Value: \"5\"",
				"has no meaning beside 'queue.source'", "bound that queue itself");
	}

	@Test
	void sourceThatIsNoBean(CapturedOutput output) {
		start("parallel.pools.mail: {handler: handler, queue.source: lettres}");
		assertThat(output).contains("Property: parallel.pools.mail.queue.source", "Value: \"lettres\"", "is no bean",
				"Name a bean of type BlockingQueue. Did you mean 'letters'?");
	}

	@Test
	void sourceThatIsNoQueue(CapturedOutput output) {
		start("parallel.pools.mail: {handler: handler, queue.source: count}");
		assertThat(output).contains("Property: parallel.pools.mail.queue.source", "is no BlockingQueue but ");
	}

	@Test
	void backlogThatIsNoBean(CapturedOutput output) {
		start("parallel.pools.mail: {poller: poller, backlog: coumt}");
		assertThat(output).contains("Property: parallel.pools.mail.backlog", "Value: \"coumt\"", "is no bean",
				"Name a bean of type LongSupplier. Did you mean 'count'?");
	}

	@Test
	void backlogThatIsNoSupplier(CapturedOutput output) {
		start("parallel.pools.mail: {poller: poller, backlog: letters}");
		assertThat(output).contains("Property: parallel.pools.mail.backlog", "is no LongSupplier but ");
	}

	@Test
	void supervisionIntervalOfZero(CapturedOutput output) {
		start("parallel.supervision-interval: 0");
		assertThat(output).contains("Property: parallel.supervision-interval", "Value: \"0\"", "1:32",
				"Set it to 1ms or more");
	}

	@Test
	void negativeSupervisionInterval(CapturedOutput output) {
		start("parallel.supervision-interval: -1s");
		assertThat(output).contains("Property: parallel.supervision-interval", "Value: \"-1s\"",
				"Set it to 1ms or more");
	}

	private void start(String yaml) {
		YamlStart.fails(this.directory, Application.class, yaml);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class Application {

		@Bean
		Mailman poller(LongSupplier count) {
			throw new AssertionError("Nothing is to be made before the configuration was checked");
		}

		@Bean
		TaskPoller<String> lambda() {
			return (context) -> null;
		}

		@Bean
		TaskHandler<String, String> handler() {
			return (item, context) -> item;
		}

		@Bean
		LongSupplier count() {
			return () -> 0;
		}

		@Bean
		BlockingQueue<String> letters() {
			return new LinkedBlockingQueue<>();
		}

	}

	static class Mailman implements TaskPoller<String> {

		Mailman(LongSupplier count) {
		}

		@Override
		public @Nullable String poll(TaskContext context) {
			return null;
		}

	}

}
