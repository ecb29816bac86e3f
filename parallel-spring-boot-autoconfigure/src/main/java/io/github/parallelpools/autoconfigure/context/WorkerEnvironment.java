package io.github.parallelpools.autoconfigure.context;

import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The application's environment as a worker process sees it, with the process's own
 * system properties and variables at the place of the application's. Tells conditions
 * that this is a worker process.
 */
final class WorkerEnvironment extends StandardEnvironment {

	private boolean applicationMet;

	WorkerEnvironment(List<String> activeProfiles, List<String> defaultProfiles, List<CopiedSource> copied) {
		MutablePropertySources sources = getPropertySources();
		for (CopiedSource source : copied) {
			// Removed first and added last, if it is the process's own.
			sources.addLast(source(source, sources));
		}
		setDefaultProfiles(defaultProfiles.toArray(String[]::new));
		setActiveProfiles(activeProfiles.toArray(String[]::new));
		setConversionService(new ApplicationConversionService());
		ConfigurationPropertySources.attach(this);
	}

	private static PropertySource<?> source(CopiedSource copied, MutablePropertySources present) {
		// In the order of the application, which maps have that are bound to them.
		Map<String, Object> properties = Collections.unmodifiableMap(copied.properties());
		@Nullable PropertySource<?> own = present.get(copied.name());
		return switch (copied.kind()) {
			case PROPERTIES -> new MapPropertySource(copied.name(), properties);
			case VARIABLES -> new SystemEnvironmentPropertySource(copied.name(), properties);
			case OWN -> (own != null) ? own(own, copied.properties().get(CopiedSource.PREFIX))
					: new RandomValuePropertySource(copied.name());
		};
	}

	private static PropertySource<?> own(PropertySource<?> own, @Nullable String prefix) {
		return (prefix != null && own instanceof SystemEnvironmentPropertySource variables)
				? new PrefixedVariables(own.getName(), variables.getSource(), prefix) : own;
	}

	/** The configuration would make the application's pools here. */
	void meetApplication() {
		this.applicationMet = true;
	}

	/**
	 * Whether the configuration is the application's own, and not one made for workers.
	 */
	boolean isApplicationMet() {
		return this.applicationMet;
	}

}
