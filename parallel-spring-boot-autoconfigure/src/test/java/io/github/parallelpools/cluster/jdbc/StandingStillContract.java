package io.github.parallelpools.cluster.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.NewTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** An instance that stands still in a transaction, which a server has to end. */
interface StandingStillContract {

	/** One that counts takes its pool's turn, which another one waits for. */
	ClaimOrder ORDER = new ClaimOrder("pool", Set.of("work"), 1, 5);

	/** The server's database, without a pool. */
	DataSource database();

	/** How long a transaction may stand still, as a connection's session has it. */
	String sessionTime();

	private static String join(ClusterStore store) {
		String id = UUID.randomUUID().toString();
		store.join(new ClusterNode(id, "name", "build", "{}"), Duration.ofMinutes(10));
		return id;
	}

	private static void submit(ClusterStore store, String id) {
		store.submit(
				new NewTask(id, "pool", "node", 0, "work", new byte[] { 1 }, new NewTask.Rules(1, null, null, false)));
	}

	@Test
	default void whoeverStandsStillInATransactionKeepsOthersWaitingForAWhileOnly() {
		Halting halting = new Halting(database());
		try (ClusterStore still = JdbcClusterStore.open(halting, JdbcClusterSettings.DEFAULTS);
				ClusterStore other = JdbcClusterStore.open(database(), JdbcClusterSettings.DEFAULTS)) {
			String stands = join(still);
			String runs = join(other);
			submit(other, "task");
			CountDownLatch goOn = halting.haltAtCommit();
			CompletableFuture<List<Claim>> claiming = CompletableFuture.supplyAsync(() -> still.claim(stands, ORDER));
			try {
				await().until(halting::isHalted);
				assertThat(other.claim(runs, ORDER)).extracting((claim) -> claim.claim().task())
					.containsExactly("task");
			}
			finally {
				goOn.countDown();
			}
			assertThatExceptionOfType(CompletionException.class).isThrownBy(claiming::join)
				.withCauseInstanceOf(ClusterStoreException.class);
			assertThat(other.mine(runs)).hasSize(1);
			assertThat(other.mine(stands)).isEmpty();
		}
	}

	@Test
	default void transactionsOfTheApplicationMayStandStillAsLongAsBefore() {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setDataSource(database());
			pool.setMaximumPoolSize(1);
			JdbcTemplate session = new JdbcTemplate(pool);
			String before = session.queryForObject(sessionTime(), String.class);
			try (ClusterStore store = JdbcClusterStore.open(pool, JdbcClusterSettings.DEFAULTS)) {
				String node = join(store);
				submit(store, "task");
				assertThat(store.claim(node, ORDER)).hasSize(1);
				store.leave(node);
				assertThat(session.queryForObject(sessionTime(), String.class)).isEqualTo(before);
			}
		}
	}

	/** A way to the database on which one transaction stands still before its commit. */
	final class Halting extends DelegatingDataSource {

		private final CountDownLatch goOn = new CountDownLatch(1);

		private volatile boolean halts;

		private volatile boolean halted;

		private Halting(DataSource database) {
			super(database);
		}

		private CountDownLatch haltAtCommit() {
			this.halts = true;
			return this.goOn;
		}

		private boolean isHalted() {
			return this.halted;
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("commit") && this.halts) {
							this.halts = false;
							this.halted = true;
							this.goOn.await();
						}
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
