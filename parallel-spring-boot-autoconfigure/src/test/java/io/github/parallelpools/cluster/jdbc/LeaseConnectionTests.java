package io.github.parallelpools.cluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(100)
class LeaseConnectionTests {

	private static final String RENEW = "UPDATE node SET lease = lease + 1 WHERE id = ?";

	private final CountDownLatch answers = new CountDownLatch(1);

	private final Logins logins = new Logins();

	@AfterEach
	void answer() {
		this.answers.countDown();
	}

	@Test
	void nobodyWaitsForTheDatabaseToLetItIn() throws Exception {
		try (LeaseConnection lease = new LeaseConnection(this.logins)) {
			assertThat(lease.update(RENEW, "one")).isTrue();
			assertThat(lease.update(RENEW, "another")).isFalse();
			this.logins.given.remove().close();
			// This login is not answered.
			await().until(() -> {
				assertThat(lease.update(RENEW, "one")).isNull();
				return this.logins.waits;
			});
			assertThat(lease.update(RENEW, "one")).isNull();
			this.answers.countDown();
			await().until(() -> Boolean.TRUE.equals(lease.update(RENEW, "one")));
		}
	}

	@Test
	void whatIsOpenedTooLateIsClosed() throws Exception {
		LeaseConnection lease = new LeaseConnection(this.logins);
		this.logins.given.remove().close();
		await().until(() -> {
			assertThat(lease.update(RENEW, "one")).isNull();
			return this.logins.waits;
		});
		lease.close();
		this.answers.countDown();
		await().until(() -> !this.logins.given.isEmpty() && this.logins.given.element().isClosed());
		assertThat(lease.update(RENEW, "one")).isNull();
	}

	@Test
	void oneThatDoesNotKnowTheTablesIsEnded() throws Exception {
		try (LeaseConnection lease = new LeaseConnection(this.logins)) {
			assertThat(lease.update("UPDATE elsewhere SET lease = 1")).isNull();
			assertThat(lease.update(RENEW, "one")).isNull();
			assertThat(this.logins.given).singleElement().satisfies((one) -> assertThat(one.isClosed()).isTrue());
		}
	}

	/** Answers the first login at once, and others when the test wants. */
	private final class Logins extends DelegatingDataSource {

		private final Queue<Connection> given = new ConcurrentLinkedQueue<>();

		private volatile boolean waits;

		private boolean first = true;

		Logins() {
			JdbcDataSource database = new JdbcDataSource();
			database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
			setTargetDataSource(database);
			JdbcTemplate tables = new JdbcTemplate(database);
			tables.execute("CREATE TABLE node (id VARCHAR(10), lease INT)");
			tables.update("INSERT INTO node VALUES ('one', 0)");
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (!this.first) {
				this.waits = true;
				try {
					LeaseConnectionTests.this.answers.await();
				}
				catch (InterruptedException ex) {
					throw new SQLException(ex);
				}
			}
			this.first = false;
			Connection connection = super.getConnection();
			this.given.add(connection);
			return connection;
		}

	}

}
