package io.github.parallelpools.autoconfigure.replay;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.StringUtils;

/**
 * Has an application that is only to run a task again come up without a web server and
 * without beans that nobody asks for. Comes last, when all that is configured is known.
 */
final class ReplayEnvironment implements EnvironmentPostProcessor, Ordered {

	/** The file whose task is to be run again. */
	static final String PROPERTY = "parallel.replay";

	static boolean isWanted(Environment environment) {
		return StringUtils.hasText(environment.getProperty(PROPERTY)) || isOnCommandLine(environment);
	}

	/**
	 * An empty name on the command line, as a search that has found no file leaves it, is
	 * no wish to start the whole application.
	 */
	private static boolean isOnCommandLine(Environment environment) {
		PropertySource<?> commandLine = (environment instanceof ConfigurableEnvironment configurable)
				? configurable.getPropertySources().get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME)
				: null;
		return commandLine != null && commandLine.containsProperty(PROPERTY);
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (isWanted(environment)) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("parallelReplay", Map.of("spring.main.web-application-type", "none",
						"spring.main.lazy-initialization", "true", "spring.main.keep-alive", "false")));
			// No beans with conditions, which are decided when an application is
			// processed ahead of time.
			application
				.addInitializers((context) -> context.addBeanFactoryPostProcessor(new StillLifecycle.Registrar()));
			application.addListeners(new ReplayStart());
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
