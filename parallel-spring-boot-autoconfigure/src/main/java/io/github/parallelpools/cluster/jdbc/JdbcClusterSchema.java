package io.github.parallelpools.cluster.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import javax.sql.DataSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Makes the tables of a cluster in a database.
 */
public final class JdbcClusterSchema {

	/** Instances that start at once may be in each other's way. */
	private static final int ATTEMPTS = 5;

	private JdbcClusterSchema() {
	}

	/**
	 * Makes all that is missing.
	 * @param source the database
	 * @param tables where the tables are to be
	 * @throws ClusterStoreException if they can't be made; the message says what to do
	 * @throws IllegalStateException if the database is none that can be used
	 */
	public static void create(DataSource source, ClusterTables tables) {
		String platform = Databases.platform(source);
		ResourceDatabasePopulator script = new ResourceDatabasePopulator(new ByteArrayResource(
				tables.inScript(read("schema-" + platform + ".sql")).getBytes(StandardCharsets.UTF_8)));
		script.setSqlScriptEncoding("UTF-8");
		for (int attempt = 1;; attempt++) {
			try {
				DatabasePopulatorUtils.execute(script, source);
				return;
			}
			catch (DataAccessException ex) {
				if (attempt == ATTEMPTS) {
					throw new ClusterStoreException(
							"The cluster's store 'jdbc' could not make its tables %s: %s. Give the DataSource's user the right to make tables, or run schema-%s.sql of the library as another user and set 'parallel.cluster.jdbc.initialize-schema=never'."
								.formatted(tables, ex.getMostSpecificCause().getMessage(), platform),
							ex);
				}
			}
		}
	}

	private static String read(String name) {
		try {
			return new ClassPathResource(name, JdbcClusterSchema.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The library's script '" + name + "' is missing in its jar.", ex);
		}
	}

}
