package io.github.parallelpools.autoconfigure.context;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;

import io.github.parallelpools.spi.MethodHandler;
import io.github.parallelpools.worker.process.Extension;

/**
 * The handler or the poller of worker processes that is a bean of a context which each of
 * them starts.
 *
 * @param configuration the names of the configuration classes of the context
 * @param name the name of a bean of the context, or of a class, or of one's method;
 * {@code null} if the context is there for what tasks do themselves
 * @param type the name of the interface that the bean must implement
 */
public record WorkerFunction(List<String> configuration, @Nullable String name, String type) {

	public WorkerFunction {
		configuration = List.copyOf(configuration);
	}

	/** The method that handles items, {@code null} if the whole bean does. */
	MethodHandler.@Nullable Name method() {
		return (this.name != null) ? MethodHandler.Name.of(this.name) : null;
	}

	/** The name of the bean or the class, {@code null} for none. */
	@Nullable String owner() {
		MethodHandler.Name method = method();
		return (method != null) ? method.owner() : this.name;
	}

	/**
	 * What makes it in a worker process.
	 * @param environment the application's environment, copied for each process
	 * @return the extension of worker processes
	 */
	public Extension extension(ConfigurableEnvironment environment) {
		return new Extension(WorkerContextExtension.class.getName(),
				() -> ContextRecipe.of(this, environment).encode());
	}

	/**
	 * Names the property sources that worker processes will lack, as they don't tell what
	 * they have.
	 * @param environment the application's environment
	 * @return the names, apart from those that every process has itself
	 */
	public static List<String> sourcesNotCopied(ConfigurableEnvironment environment) {
		return EnvironmentCopy.leftOf(environment);
	}

}
