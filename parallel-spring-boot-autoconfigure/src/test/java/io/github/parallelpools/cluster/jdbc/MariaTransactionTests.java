package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mariadb.jdbc.MariaDbDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.TaskClaim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** MariaDB in an application with transactions. */
@Timeout(120)
class MariaTransactionTests implements JdbcTransactionContract, StandingStillContract {

	private static MariaServer server;

	@BeforeAll
	static void make() {
		server = MariaServer.shared();
		JdbcClusterSchema.create(server.source(), JdbcClusterSettings.DEFAULTS.tables());
	}

	@BeforeEach
	void empty() {
		TestDatabase.of(server.source()).empty();
	}

	@Override
	public DataSource database() {
		return server.source();
	}

	@Override
	public String sessionTime() {
		return "SELECT @@SESSION.idle_transaction_timeout";
	}

	@Test
	void whatOthersHaveChangedMeanwhileIsLookedAtAgain() throws Exception {
		JdbcTemplate jdbc = new JdbcTemplate(server.source());
		assumeThat(jdbc.queryForList("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'")).isNotEmpty();
		MariaDbDataSource strict = new MariaDbDataSource(
				server.url() + "&sessionVariables=innodb_snapshot_isolation=1");
		try (ClusterStore store = JdbcClusterStore.open(strict, JdbcClusterSettings.DEFAULTS);
				Connection other = server.source().getConnection();
				Statement statement = other.createStatement()) {
			store.join(new ClusterNode("node", "name", "build", "{}"), Duration.ofMinutes(10));
			store.submit(new NewTask("task", "pool", "node", 0, "work", new byte[] { 1 },
					new NewTask.Rules(1, null, null, false)));
			TaskClaim claim = store.claim("node", new ClaimOrder("pool", Set.of("work"), 1, 0)).get(0).claim();
			other.setAutoCommit(false);
			statement.executeUpdate("UPDATE pp_task SET cancelled = 'by another one' WHERE id = 'task'");
			CompletableFuture<Boolean> ending = CompletableFuture
				.supplyAsync(() -> store.complete(claim, new ClusterOutcome("11000", new byte[] { 1 }, false)));
			await().until(() -> jdbc.queryForObject(
					"SELECT count(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'", Integer.class),
					(count) -> count == 1);
			other.commit();
			assertThat(ending.get()).isTrue();
		}
	}

	/** InnoDB does so if others are in the way; here a trigger says it for it. */
	@Test
	void aRowThatGetsNoNumberIsInsertedOnceMore() {
		JdbcTemplate jdbc = new JdbcTemplate(server.source());
		// Keeps what a transaction has written that is rolled back.
		jdbc.execute("CREATE TABLE tries (n INT) ENGINE = MyISAM");
		jdbc.execute(
				"""
						CREATE TRIGGER numberless BEFORE INSERT ON pp_task FOR EACH ROW BEGIN
						  INSERT INTO tries VALUES (1);
						  IF (SELECT count(*) FROM tries) < 3 THEN
						    SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1467, MESSAGE_TEXT = 'Failed to read auto-increment value';
						  END IF;
						END
						""");
		try (ClusterStore store = JdbcClusterStore.open(server.source(), JdbcClusterSettings.DEFAULTS)) {
			store.join(new ClusterNode("node", "name", "build", "{}"), Duration.ofMinutes(10));
			store.submit(new NewTask("task", "pool", "node", 0, "work", new byte[] { 1 },
					new NewTask.Rules(1, null, null, false)));
			assertThat(store.figures("pool").queued()).isEqualTo(1);
			assertThat(jdbc.queryForObject("SELECT count(*) FROM tries", Integer.class)).isEqualTo(3);
		}
		finally {
			jdbc.execute("DROP TRIGGER numberless");
			jdbc.execute("DROP TABLE tries");
		}
	}

}
