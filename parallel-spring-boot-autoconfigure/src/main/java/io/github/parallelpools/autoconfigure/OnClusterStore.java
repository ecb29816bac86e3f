package io.github.parallelpools.autoconfigure;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/** Which store of the cluster it is to be. */
abstract class OnClusterStore implements ConfigurationCondition {

	private static final String REDIS = "org.springframework.data.redis.connection.RedisConnectionFactory";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	static ClusterProperties.Store store(ConditionContext context) {
		ClusterProperties.Store written = Binder.get(context.getEnvironment())
			.bind("parallel.cluster.store", ClusterProperties.Store.class)
			.orElse(ClusterProperties.Store.AUTO);
		if (written != ClusterProperties.Store.AUTO) {
			return written;
		}
		if (has(context, "javax.sql.DataSource")) {
			return ClusterProperties.Store.JDBC;
		}
		return has(context, REDIS) ? ClusterProperties.Store.REDIS : ClusterProperties.Store.AUTO;
	}

	private static boolean has(ConditionContext context, String type) {
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		ClassLoader loader = context.getClassLoader();
		if (beans == null || !ClassUtils.isPresent(type, loader)) {
			return false;
		}
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, ClassUtils.resolveClassName(type, loader),
				true, false).length > 0;
	}

	/** Matches if it is a database. */
	static final class Jdbc extends OnClusterStore implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return store(context) == ClusterProperties.Store.JDBC;
		}

	}

	/** Matches if it is Redis. */
	static final class Redis extends OnClusterStore implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return store(context) == ClusterProperties.Store.REDIS;
		}

	}

}
