package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;

/** What is refused at start-up of the contexts of worker processes. */
class WorkerContextMistakeTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues("parallel.pools.work.kind=process");

	private void refused(String configuration, String handler, String... expected) {
		this.runner
			.withPropertyValues("parallel.pools.work.handler=" + handler,
					"parallel.pools.work.process.configuration=" + configuration)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.isInstanceOf(PoolConfigurationException.class)
				.message()
				.contains(expected));
	}

	@Test
	void aConfigurationThatIsNoClass() {
		refused("com.example.Missing", "any", "'com.example.Missing' is no class that can be loaded",
				"full names of configuration classes");
	}

	@Test
	void aConfigurationThatIsAbstract() {
		refused(TaskHandler.class.getName(), "any", "abstract");
	}

	@Test
	void aConfigurationThatIsAnInnerClass() {
		refused(Inner.class.getName(), "any", "an inner class");
	}

	@Test
	void oneOfSeveralConfigurations() {
		refused(Empty.class.getName() + ",com.example.Missing", "any", "'com.example.Missing'");
	}

	@Test
	void aHandlerClassThatIsNoHandler() {
		refused(Empty.class.getName(), "java.lang.String", "is no TaskHandler but java.lang.String");
	}

	@Test
	void aPoolOfThreadsHasNoUseForIt() {
		this.runner
			.withPropertyValues("parallel.pools.work.kind=thread",
					"parallel.defaults.process.configuration=com.example.Missing")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutAConfigurationItIsTheRemedy() {
		this.runner.withPropertyValues("parallel.pools.work.handler=" + Needy.class.getName())
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("name the configuration classes that make it a bean in 'process.configuration'"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	@SuppressWarnings("ClassCanBeStatic")
	class Inner {

	}

	static class Needy implements TaskHandler<String, String> {

		private final StringBuilder text;

		Needy(StringBuilder text) {
			this.text = text;
		}

		@Override
		public String handle(String item, TaskContext context) {
			return this.text.toString();
		}

	}

}
