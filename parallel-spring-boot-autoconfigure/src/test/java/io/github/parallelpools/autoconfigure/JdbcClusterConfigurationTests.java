package io.github.parallelpools.autoconfigure;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.github.parallelpools.cluster.jdbc.JdbcClusterStore;
import io.github.parallelpools.cluster.jdbc.MariaServer;
import io.github.parallelpools.cluster.jdbc.PostgresServer;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/** The store of a cluster comes from the application's DataSource. */
class JdbcClusterConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceInitializationAutoConfiguration.class))
		.withUserConfiguration(JdbcClusterConfiguration.class);

	private static String memory() {
		return "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

	@Test
	void anEmbeddedDatabaseNeedsNoSetting() {
		this.runner.run((context) -> {
			ClusterStore store = context.getBean(ClusterStore.class);
			store.join(new ClusterNode("node", "name", "build", "{}"), ofMinutes(1));
			assertThat(store.nodes()).hasSize(1);
		});
	}

	@Test
	void tablesHaveTheSchemaAndPrefixOfTheProperties() {
		this.runner
			.withPropertyValues(memory() + ";INIT=CREATE SCHEMA IF NOT EXISTS work",
					"parallel.cluster.jdbc.schema=work", "parallel.cluster.jdbc.table-prefix=app_")
			.run((context) -> {
				assertThat(context.getBean(ClusterStore.class).nodes()).isEmpty();
				assertThat(new JdbcTemplate(context.getBean(DataSource.class)).queryForList(
						"SELECT LOWER(TABLE_NAME) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'WORK'",
						String.class))
					.containsExactlyInAnyOrder("app_node", "app_task", "app_lock", "app_map", "app_desired");
			});
	}

	@Test
	void installationsOfOtherNamesShareNothing() {
		String database = memory();
		this.runner.withPropertyValues(database, "parallel.cluster.name=web-shop").run((shop) -> {
			ClusterStore store = shop.getBean(ClusterStore.class);
			store.join(new ClusterNode("node", "name", "build", "{}"), ofMinutes(1));
			store.put("map", "key", new byte[] { 1 });
			this.runner.withPropertyValues(database, "parallel.cluster.name=bank").run((bank) -> {
				assertThat(bank.getBean(ClusterStore.class).nodes()).isEmpty();
				assertThat(bank.getBean(ClusterStore.class).get("map", "key")).isNull();
			});
			this.runner.withPropertyValues(database)
				.run((nameless) -> assertThat(nameless.getBean(ClusterStore.class).nodes()).isEmpty());
			this.runner.withPropertyValues(database, "parallel.cluster.name=web-shop")
				.run((same) -> assertThat(same.getBean(ClusterStore.class).nodes()).hasSize(1));
			assertThat(new JdbcTemplate(shop.getBean(DataSource.class)).queryForList(
					"SELECT LOWER(TABLE_NAME) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME LIKE '%_NODE'",
					String.class))
				.containsExactlyInAnyOrder("pp_web_shop_node", "pp_bank_node", "pp_node");
		});
	}

	@Test
	void namesOfInstallationsThatNoTableCanHaveAreRefused() {
		for (String name : List.of("Shop", "a_b", "1a", "a b", "", "a".repeat(27))) {
			this.runner.withPropertyValues("parallel.cluster.name=" + name)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContainingAll("cluster.name", "lower-case letters, digits and '-'"));
		}
		this.runner.withPropertyValues("parallel.cluster.name=" + "a".repeat(26))
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner
			.withPropertyValues("parallel.cluster.name=" + "a".repeat(26), "parallel.cluster.jdbc.table-prefix=app_")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("cluster.name", "table-prefix", "at most 30 characters"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "table-prefix=a-b", "table-prefix=", "table-prefix=1a", "schema=a.b", "schema=a;b" })
	void namesThatAreNoIdentifiersAreRefused(String property) {
		this.runner.withPropertyValues("parallel.cluster.jdbc." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Use letters, digits and '_' only"));
	}

	@Test
	void missingTablesAreExplained() {
		this.runner.withPropertyValues(memory(), "parallel.cluster.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfies((failure) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(
						"The cluster's store 'jdbc' lacks tables, or they are not those of this release: id, name, build, status, joined_at, lease_ms, lives_until, live_key FROM pp_node. Have them made by 'parallel.cluster.jdbc.initialize-schema=always'")));
	}

	@Test
	void tablesOfAMigrationAreThereBeforeTheStore() {
		this.runner
			.withPropertyValues(memory(), "parallel.cluster.jdbc.initialize-schema=never",
					"spring.sql.init.mode=always",
					"spring.sql.init.schema-locations=classpath:io/github/parallelpools/cluster/jdbc/schema-h2.sql")
			.run((context) -> assertThat(context.getBean(ClusterStore.class).nodes()).isEmpty());
	}

	@Test
	void oneOfSeveralDatabasesIsNamed() {
		ApplicationContextRunner two = this.runner.withUserConfiguration(TwoDatabases.class);
		two.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContainingAll("there are [first, second]", "parallel.cluster.jdbc.data-source-bean"));
		two.withPropertyValues("parallel.cluster.jdbc.data-source-bean=third")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("no DataSource bean 'third'", "Name one of [first, second]"));
		two.withPropertyValues("parallel.cluster.jdbc.data-source-bean=second").run((context) -> {
			assertThat(context.getBean(ClusterStore.class).nodes()).isEmpty();
			JdbcTemplate second = new JdbcTemplate(context.getBean("second", DataSource.class));
			assertThat(second.queryForObject("SELECT count(*) FROM pp_node", Integer.class)).isZero();
		});
	}

	@Test
	void thePrimaryDatabaseIsUsed() {
		this.runner.withUserConfiguration(TwoDatabases.class, PrimaryDatabase.class)
			.run((context) -> assertThat(context).hasSingleBean(JdbcClusterStore.class));
	}

	@Test
	void withoutADatabaseItIsSaidWhatToDo() {
		new ApplicationContextRunner().withUserConfiguration(JdbcClusterConfiguration.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("needs a DataSource bean, and there is none", "spring.datasource.url"));
	}

	@Test
	void aStoreOfTheApplicationWins() {
		this.runner.withBean("own", ClusterStore.class, () -> mock(ClusterStore.class))
			.run((context) -> assertThat(context).doesNotHaveBean(JdbcClusterStore.class));
	}

	@Test
	void applicationsWithoutJdbcAreLeftAlone() {
		new ApplicationContextRunner().withClassLoader(new FilteredClassLoader("org.springframework.boot.jdbc"))
			.withUserConfiguration(JdbcClusterConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClusterStore.class));
	}

	@Test
	void theWatchTakesNoConnectionOfThePool() {
		PostgresServer server = PostgresServer.shared();
		this.runner
			.withPropertyValues("spring.datasource.url=" + server.url(), "spring.datasource.hikari.maximum-pool-size=1",
					"spring.datasource.hikari.connection-timeout=30000", "parallel.cluster.jdbc.table-prefix=small_",
					"parallel.cluster.jdbc.initialize-schema=always")
			.run((context) -> {
				ClusterStore store = context.getBean(ClusterStore.class);
				store.join(new ClusterNode("node", "name", "build", "{}"), ofMinutes(1));
				try (ClusterStore.Watch watch = store.watch("node", mock(ClusterListener.class))) {
					assertThat(watch.showsDeath()).isTrue();
					assertThat(store.renew("node", "{}")).isTrue();
				}
				store.leave("node");
			});
		this.runner
			.withPropertyValues("spring.datasource.url=" + server.url(), "parallel.cluster.jdbc.table-prefix=small_",
					"parallel.cluster.jdbc.listen=off")
			.run((context) -> {
				try (ClusterStore.Watch watch = context.getBean(ClusterStore.class)
					.watch("node", mock(ClusterListener.class))) {
					assertThat(watch.showsDeath()).isFalse();
				}
			});
	}

	@Test
	void aLeaseIsRenewedWhileAllConnectionsOfThePoolAreTaken() {
		for (String url : List.of(PostgresServer.shared().url(), MariaServer.shared().url())) {
			this.runner
				.withPropertyValues("spring.datasource.url=" + url, "spring.datasource.hikari.maximum-pool-size=2",
						"parallel.cluster.jdbc.listen=off", "parallel.cluster.jdbc.table-prefix=taken_",
						"parallel.cluster.jdbc.initialize-schema=always")
				.run((context) -> {
					ClusterStore store = context.getBean(ClusterStore.class);
					store.join(new ClusterNode("node", "name", "build", "{}"), ofMinutes(1));
					DataSource source = context.getBean(DataSource.class);
					try (Connection one = source.getConnection(); Connection two = source.getConnection()) {
						assertThat(store.renew("node", "{\"a\":1}")).isTrue();
						assertThat(store.renew("node", "{\"a\":2}")).isTrue();
					}
					assertThat(store.nodes()).singleElement()
						.satisfies((member) -> assertThat(member.node().status()).isEqualTo("{\"a\":2}"));
					store.leave("node");
					assertThat(store.renew("node", "{}")).isFalse();
				});
		}
	}

	@Test
	void aLeaseIsRenewedWhereOnlyThePoolKnowsTheSchema() {
		PostgresServer server = PostgresServer.shared();
		JdbcTemplate admin = new JdbcTemplate(server.source());
		admin.execute("CREATE SCHEMA IF NOT EXISTS only_pool");
		ApplicationContextRunner there = this.runner.withPropertyValues("spring.datasource.url=" + server.url(),
				"spring.datasource.hikari.schema=only_pool", "parallel.cluster.jdbc.table-prefix=known_",
				"parallel.cluster.jdbc.initialize-schema=always");
		// Others have no such tables, and then some that are not these
		for (int i = 0; i < 2; i++) {
			there.run((context) -> {
				ClusterStore store = context.getBean(ClusterStore.class);
				store.join(new ClusterNode("node", "name", "build", "{}"), ofMinutes(1));
				assertThat(store.renew("node", "{}")).isTrue();
				assertThat(store.renew("node", "{}")).isTrue();
				store.leave("node");
			});
			admin.execute("CREATE TABLE IF NOT EXISTS public.known_node AS SELECT * FROM only_pool.known_node");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDatabases {

		@Bean
		DataSource first() {
			return database();
		}

		@Bean
		DataSource second() {
			return database();
		}

		private static DataSource database() {
			return new SimpleDriverDataSource(new org.h2.Driver(),
					"jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryDatabase {

		@Bean
		@Primary
		DataSource third() {
			return TwoDatabases.database();
		}

	}

}
