package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Objects;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Refuses what is written for a pool of one instance and means something to a pool of the
 * cluster only, as whoever writes it takes the pool for one. What is written for all
 * pools is no mistake of this one, and nothing is wrong where the scope is written, too:
 * a profile may switch it.
 */
final class PoolScopes {

	private static final String SCOPE = "scope";

	private static final ConfigurationPropertyName CLUSTER = ConfigurationPropertyName.of("cluster");

	private PoolScopes() {
	}

	/**
	 * Checks a pool.
	 * @param draft the pool
	 * @param environment where it is configured
	 * @throws PoolConfigurationException if it seems to be meant for the cluster
	 */
	static void check(PoolDraft draft, Environment environment) {
		if (draft.pool().isOfCluster() || isWritten(draft, environment, SCOPE)
				|| isWritten(environment, PoolName.DEFAULTS.append(SCOPE))) {
			return;
		}
		for (String property : properties()) {
			if (isWritten(draft, environment, property)) {
				throw new PoolConfigurationException(draft.pool().name(), property,
						String.valueOf(PoolOrigins.shown(value(draft, property))),
						"means nothing to a pool whose tasks are run by this instance only",
						"Set 'scope: cluster' if all instances of the application are to share the pool, or remove it. With 'scope: local' it may stay, for profiles that switch the scope.");
			}
		}
	}

	private static Object value(PoolDraft draft, String property) {
		return Objects.requireNonNull(PoolOrigins.values(draft.pool().properties()).get(property));
	}

	private static List<String> properties() {
		return KnownProperties.values(PoolProperties.class)
			.keySet()
			.stream()
			.filter((name) -> name.equals("on-fenced") || CLUSTER.isAncestorOf(ConfigurationPropertyName.of(name)))
			.toList();
	}

	private static boolean isWritten(PoolDraft draft, Environment environment, String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		return isWritten(environment, draft.pool().name().property(property)) || draft.code()
			.keySet()
			.stream()
			.anyMatch((code) -> ConfigurationPropertyName.adapt(code, '.').equals(name));
	}

	private static boolean isWritten(Environment environment, ConfigurationPropertyName name) {
		return WrittenProperty.find(environment, name).value() != null;
	}

}
