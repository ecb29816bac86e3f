package io.github.parallelpools.cluster.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreUnreachedException;
import io.github.parallelpools.spi.cluster.MapValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A user of a database who may too little is told so at the start, and not by locks that
 * are never granted.
 */
class DatabaseRightsTests {

	private static final String PREFIX = "rights_";

	private static final String ALL = "SELECT, INSERT, UPDATE, DELETE";

	@Test
	void whoMayDoWhatTheDocumentationSaysMayDoAll() throws Exception {
		try (Rights rights = Rights.ofPostgres()) {
			rights.grant(ALL, "node", "task", "lock", "map", "desired");
			rights.run("GRANT USAGE ON SEQUENCE rights_token TO " + rights.user());
			use(rights);
		}
		try (Rights rights = Rights.ofMaria()) {
			rights.grant(ALL, "node", "task", "lock", "map", "desired", "token");
			use(rights);
		}
	}

	private static void use(Rights rights) {
		try (ClusterStore store = rights.open()) {
			store.join(new ClusterNode("n", "n", "b", "{}"), Duration.ofMinutes(1));
			assertThat(store.tryLock("n", "lock", "me")).isPresent();
			assertThat(store.cas("map", "key", MapValue.ABSENT, new byte[] { 1 })).isPresent();
			store.leave("n");
		}
	}

	@Test
	void whoMayNotUseTheSequenceIsToldSoAtTheStart() throws Exception {
		try (Rights rights = Rights.ofPostgres()) {
			rights.grant(ALL, "node", "task", "lock", "map", "desired");
			refuses(rights, "rights_token");
		}
		try (Rights rights = Rights.ofMaria()) {
			rights.grant(ALL, "node", "task", "lock", "map", "desired");
			refuses(rights, "rights_token");
		}
	}

	@Test
	void whoMayNotWriteATableIsToldSoAtTheStart() throws Exception {
		for (String right : new String[] { "SELECT", "INSERT", "UPDATE", "DELETE" }) {
			String others = ALL.replace(right + ", ", "").replace(", " + right, "");
			try (Rights rights = Rights.ofPostgres()) {
				rights.grant(ALL, "node", "task", "map", "desired");
				rights.grant(others, "lock");
				rights.run("GRANT USAGE ON SEQUENCE rights_token TO " + rights.user());
				refuses(rights, "rights_lock");
			}
			try (Rights rights = Rights.ofMaria()) {
				rights.grant(ALL, "node", "task", "map", "desired", "token");
				rights.grant(others, "lock");
				refuses(rights, "rights_lock");
			}
		}
	}

	@Test
	void aDatabaseThatOnlyReadsIsSaidToDoSo() {
		ClusterTables tables = new ClusterTables(null, PREFIX);
		for (DataSource source : List.of(PostgresServer.shared().source(), MariaServer.shared().source())) {
			JdbcClusterSchema.create(source, tables);
			String only = (source instanceof PGSimpleDataSource)
					? "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY" : "SET SESSION TRANSACTION READ ONLY";
			assertThatExceptionOfType(ClusterStoreUnreachedException.class)
				.isThrownBy(() -> JdbcClusterStore.open(new Prepared(source, only),
						new JdbcClusterSettings(tables, false, false, null)))
				.withMessageContaining("The database only reads")
				.withMessageNotContaining("Nobody knows");
		}
	}

	/** Connections on which something is said first. */
	private static final class Prepared extends DelegatingDataSource {

		private final String first;

		Prepared(DataSource source, String first) {
			super(source);
			this.first = first;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			try (Statement statement = connection.createStatement()) {
				statement.execute(this.first);
			}
			return connection;
		}

		@Override
		public PrintWriter getLogWriter() {
			return new PrintWriter(System.err);
		}

	}

	private static void refuses(Rights rights, String what) {
		assertThatIllegalStateException().isThrownBy(() -> rights.open().close())
			.withMessageContainingAll("lacks rights", what,
					"Grant the user of the DataSource SELECT, INSERT, UPDATE and DELETE");
	}

	/** A user who may do what he is granted. */
	private interface Rights extends AutoCloseable {

		String user();

		DataSource admin();

		DataSource source();

		default ClusterStore open() {
			return JdbcClusterStore.open(source(),
					new JdbcClusterSettings(new ClusterTables(null, PREFIX), false, false, null));
		}

		default void run(String statement) {
			TestDatabase.of(admin()).run(statement);
		}

		default void grant(String rights, String... tables) {
			for (String table : tables) {
				run("GRANT " + rights + " ON " + PREFIX + table + " TO " + user());
			}
		}

		static Rights ofPostgres() {
			PostgresServer server = PostgresServer.shared();
			String user = user("");
			PGSimpleDataSource source = server.source();
			source.setUser(user);
			source.setPassword("secret");
			Rights rights = new Some(user, server.source(), source, "DROP OWNED BY " + user);
			rights.run("CREATE ROLE " + user + " LOGIN PASSWORD 'secret'");
			return rights;
		}

		static Rights ofMaria() throws Exception {
			MariaServer server = MariaServer.shared();
			String user = user("@'%'");
			MariaDbDataSource source = new MariaDbDataSource(server.url().replaceAll("\\?.*", ""));
			source.setUser(user.substring(0, user.indexOf('@')));
			source.setPassword("secret");
			Rights rights = new Some(user, server.source(), source, "DO 1");
			rights.run("CREATE USER " + user + " IDENTIFIED BY 'secret'");
			return rights;
		}

		private static String user(String place) {
			return "u" + UUID.randomUUID().toString().replace("-", "").substring(0, 12) + place;
		}

		@Override
		void close();

	}

	/**
	 * Such a user.
	 *
	 * @param user his name
	 * @param admin connections of one who may do all
	 * @param source his own
	 * @param last a statement that takes his rights away
	 */
	private record Some(String user, DataSource admin, DataSource source, String last) implements Rights {

		Some {
			JdbcClusterSchema.create(admin, new ClusterTables(null, PREFIX));
		}

		@Override
		public void close() {
			run(this.last);
			run("DROP USER " + this.user);
		}

	}

}
