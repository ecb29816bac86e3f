package io.github.parallelpools.autoconfigure;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches if a pool that is configured has the scope cluster, locks and maps are to be
 * shared, or the application says so.
 */
final class OnCluster implements Condition {

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Environment environment = context.getEnvironment();
		Binder binder = Binder.get(environment);
		if (binder.bind("parallel.cluster.enabled", Boolean.class).orElse(false)) {
			return true;
		}
		if (binder.bind("parallel.cluster.shared", PoolProperties.Scope.class)
			.orElse(PoolProperties.Scope.LOCAL) == PoolProperties.Scope.CLUSTER) {
			return true;
		}
		PoolProperties.Scope usual = binder
			.bind(PoolName.DEFAULTS.append("scope").toString(), PoolProperties.Scope.class)
			.orElse(PoolProperties.Scope.LOCAL);
		return PoolName.findIn(environment)
			.stream()
			.anyMatch((pool) -> binder.bind(pool.property("scope").toString(), PoolProperties.Scope.class)
				.orElse(usual) == PoolProperties.Scope.CLUSTER);
	}

}
