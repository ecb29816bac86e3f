package io.github.parallelpools.cluster.jdbc;

import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** H2 in memory in an application with transactions. */
@Timeout(120)
class H2TransactionTests implements JdbcTransactionContract {

	private final JdbcDataSource source = new JdbcDataSource();

	@BeforeEach
	void make() {
		this.source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		JdbcClusterSchema.create(this.source, JdbcClusterSettings.DEFAULTS.tables());
	}

	@AfterEach
	void end() {
		TestDatabase.of(this.source).run("SHUTDOWN");
	}

	@Override
	public DataSource database() {
		return this.source;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "jdbc:h2:file:%s;AUTO_SERVER=TRUE|uses H2 in memory only, for one JVM",
			"jdbc:h2:%s|uses H2 in memory only, for one JVM", "jdbc:h2:mem:|has no name" })
	void databasesThatSeveralJvmsMayOpenAreRefused(String address, String message,
			@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) {
		JdbcDataSource other = new JdbcDataSource();
		other.setURL(address.formatted(folder.resolve("database")));
		assertThatIllegalStateException().isThrownBy(() -> JdbcClusterStore.open(other, JdbcClusterSettings.DEFAULTS))
			.withMessageContaining(message);
	}

	@Test
	void theScriptCanBeRunAgain() {
		JdbcClusterSchema.create(this.source, JdbcClusterSettings.DEFAULTS.tables());
		JdbcClusterStore.open(this.source, JdbcClusterSettings.DEFAULTS).close();
	}

}
