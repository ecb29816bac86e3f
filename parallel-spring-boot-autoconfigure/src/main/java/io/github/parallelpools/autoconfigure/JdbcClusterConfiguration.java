package io.github.parallelpools.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.github.parallelpools.cluster.jdbc.ClusterTables;
import io.github.parallelpools.cluster.jdbc.JdbcClusterSchema;
import io.github.parallelpools.cluster.jdbc.JdbcClusterSettings;
import io.github.parallelpools.cluster.jdbc.JdbcClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStore;

/**
 * The cluster's store in a database of the application, once migrations have made its
 * tables.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ DataSourceBuilder.class, DependsOnDatabaseInitialization.class, JdbcTemplate.class })
class JdbcClusterConfiguration {

	private static final String PREFIX = "parallel.cluster.jdbc";

	private static final Log logger = LogFactory.getLog(JdbcClusterConfiguration.class);

	@Bean
	@ConditionalOnMissingBean(ClusterStore.class)
	@DependsOnDatabaseInitialization
	JdbcClusterStore parallelClusterStore(ConfigurableListableBeanFactory beans, Environment environment) {
		Binder binder = Binder.get(environment);
		JdbcClusterProperties properties = binder.bindOrCreate(PREFIX, JdbcClusterProperties.class);
		boolean fastDeath = binder.bind("parallel.cluster.fast-death", Boolean.class).orElse(true);
		boolean listen = properties.listen() == JdbcClusterProperties.Listen.AUTO;
		DataSource source = source(beans, properties.dataSourceBean());
		ClusterTables tables = new ClusterTables(properties.schema(),
				Installation.of(binder).tables(properties.tablePrefix()));
		if (isInitialized(source, properties.initializeSchema())) {
			JdbcClusterSchema.create(source, tables);
		}
		return JdbcClusterStore.open(source, new JdbcClusterSettings(tables, listen, fastDeath, straight(source)));
	}

	private static DataSource source(ConfigurableListableBeanFactory beans, @Nullable String name) {
		List<String> names = List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, DataSource.class));
		if (name != null) {
			if (!names.contains(name)) {
				throw new IllegalStateException(
						"There is no DataSource bean '%s', which '%s.data-source-bean' names for the cluster. Name one of %s."
							.formatted(name, PREFIX, names));
			}
			return beans.getBean(name, DataSource.class);
		}
		DataSource only = beans.getBeanProvider(DataSource.class).getIfUnique();
		if (only == null) {
			throw new IllegalStateException(names.isEmpty()
					? "The cluster's store 'jdbc' needs a DataSource bean, and there is none. Set 'spring.datasource.url', or use another 'parallel.cluster.store'."
					: "The cluster's store 'jdbc' needs one DataSource, and there are %s. Name one of them in '%s.data-source-bean'."
						.formatted(names, PREFIX));
		}
		return only;
	}

	private static boolean isInitialized(DataSource source, JdbcClusterProperties.Initialization when) {
		return switch (when) {
			case ALWAYS -> true;
			case EMBEDDED -> EmbeddedDatabaseConnection.isEmbedded(source);
			case NEVER -> false;
		};
	}

	/**
	 * Opens connections of the same address that no pool counts; {@code null} if only the
	 * DataSource knows how.
	 */
	private static @Nullable DataSource straight(DataSource source) {
		try {
			DataSource straight = DataSourceBuilder.derivedFrom(source).type(SimpleDriverDataSource.class).build();
			try (Connection connection = straight.getConnection()) {
				return connection.isValid(5) ? straight : null;
			}
		}
		catch (RuntimeException | SQLException ex) {
			logger.debug("The cluster has no connections beside those of the DataSource", ex);
			return null;
		}
	}

}
