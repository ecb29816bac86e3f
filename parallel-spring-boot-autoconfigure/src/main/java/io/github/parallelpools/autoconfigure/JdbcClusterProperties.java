package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * How the cluster's store uses a database.
 *
 * @param dataSourceBean Name of the DataSource bean in whose database the cluster's
 * tables are. Default is the only one, or the primary one.
 * @param schema Schema of the tables. Default is that of the connections.
 * @param tablePrefix What the names of the tables begin with, before the name of the
 * installation if it has one.
 * @param initializeSchema Whether the tables are made at the start if they are not there:
 * in embedded databases only, always or never.
 * @param listen Whether instances tell each other through PostgreSQL what has happened,
 * on one more connection for each; 'off' has them look often instead.
 */
record JdbcClusterProperties(@Nullable String dataSourceBean, @Nullable String schema,
		@DefaultValue("pp_") String tablePrefix, @DefaultValue("embedded") Initialization initializeSchema,
		@DefaultValue("auto") Listen listen) {

	private static final String SCHEMA = "[A-Za-z_][A-Za-z0-9_]{0,62}";

	private static final String PREFIX = "[A-Za-z_][A-Za-z0-9_]{0,29}";

	JdbcClusterProperties {
		if (schema != null && !schema.matches(SCHEMA)) {
			throw new InvalidSettingException("cluster.jdbc.schema", schema,
					"Use letters, digits and '_' only, at most 63, the first no digit.");
		}
		if (!tablePrefix.matches(PREFIX)) {
			throw new InvalidSettingException("cluster.jdbc.table-prefix", tablePrefix,
					"Use letters, digits and '_' only, at most 30, the first no digit.");
		}
	}

	/** When the tables are made. */
	enum Initialization {

		/** If the database is embedded. */
		EMBEDDED,

		/** Always. */
		ALWAYS,

		/** Never: a migration makes them. */
		NEVER

	}

	/** Whether the database tells of what happens. */
	enum Listen {

		/** If it can. */
		AUTO,

		/** No. */
		OFF

	}

}
