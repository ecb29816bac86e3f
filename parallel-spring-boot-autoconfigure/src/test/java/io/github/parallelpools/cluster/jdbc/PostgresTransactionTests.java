package io.github.parallelpools.cluster.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.NewTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

/** PostgreSQL in an application with transactions, and when connections or it die. */
@Timeout(120)
class PostgresTransactionTests implements JdbcTransactionContract, StandingStillContract {

	private static final Duration LEASE = Duration.ofSeconds(6);

	private static final Duration LONG = Duration.ofMinutes(10);

	private static PostgresServer server;

	@BeforeAll
	static void make() {
		server = PostgresServer.shared();
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
		return "SHOW idle_in_transaction_session_timeout";
	}

	private static JdbcClusterStore open(DataSource listening) {
		return JdbcClusterStore.open(server.source(),
				new JdbcClusterSettings(JdbcClusterSettings.DEFAULTS.tables(), true, true, listening));
	}

	/**
	 * As if the server had long been up: soon after its start a lost connection tells of
	 * no death.
	 */
	private static JdbcClusterStore openLongAfterTheStart(DataSource listening) {
		return openLongAfterTheStart(listening, PostgresDialect.RUN);
	}

	private static JdbcClusterStore openLongAfterTheStart(DataSource listening, String run) {
		return JdbcClusterStore.open(server.source(),
				new JdbcClusterSettings(JdbcClusterSettings.DEFAULTS.tables(), true, true, listening),
				new PostgresDialect("CAST(0 AS BIGINT)", run));
	}

	private static String join(ClusterStore store, Duration lease) {
		String id = UUID.randomUUID().toString();
		store.join(new ClusterNode(id, "name", "build", "{}"), lease);
		return id;
	}

	private static List<Claim> claim(ClusterStore store, String node) {
		return store.claim(node, new ClaimOrder("pool", Set.of("work"), 1, 0));
	}

	private static String submit(ClusterStore store) {
		String id = UUID.randomUUID().toString();
		store.submit(
				new NewTask(id, "pool", "node", 0, "work", new byte[] { 1 }, new NewTask.Rules(3, null, null, false)));
		return id;
	}

	private static JdbcTemplate jdbc() {
		return new JdbcTemplate(server.source());
	}

	private static void terminateListening() {
		jdbc().queryForList("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = "
				+ PostgresDialect.LIVES);
	}

	/** Waits until the server has been up for longer than the lease. */
	private static void settle() {
		await().until(() -> jdbc().queryForObject(
				"SELECT " + PostgresDialect.STARTED
						+ " < CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) - ?",
				Boolean.class, LEASE.toMillis()));
	}

	@Test
	void aNodeWhoseConnectionIsTerminatedIsEvictedBeforeItsLeaseEnds() {
		Switch connections = new Switch();
		try (ClusterStore store = openLongAfterTheStart(connections);
				ClusterStore other = openLongAfterTheStart(server.source())) {
			String node = join(store, LONG);
			String alive = join(other, LONG);
			ClusterStore.Watch watch = store.watch(node, mock(ClusterListener.class));
			assertThat(watch.showsDeath()).isTrue();
			assertThat(other.evict()).isEmpty();
			connections.off = true;
			terminateListening();
			await().pollInterval(Duration.ofMillis(10))
				.until(() -> store.renew(node, "{}"), (renewed) -> other.evict().contains(node) || !renewed);
			assertThat(store.renew(node, "{}")).isFalse();
			assertThat(other.nodes()).extracting((member) -> member.node().id()).containsExactly(alive);
			await().until(() -> !watch.showsDeath());
		}
	}

	@Test
	void aServerThatHasBecomeThePrimaryTakesNobodyForDeadWhoseConnectionItHasNeverSeen() {
		Switch connections = new Switch();
		try (ClusterStore store = openLongAfterTheStart(connections, "CAST(1 AS BIGINT)");
				ClusterStore before = openLongAfterTheStart(server.source(), "CAST(1 AS BIGINT)");
				ClusterStore primary = openLongAfterTheStart(server.source(), "CAST(2 AS BIGINT)")) {
			String node = join(store, LONG);
			assertThat(store.watch(node, mock(ClusterListener.class)).showsDeath()).isTrue();
			connections.off = true;
			terminateListening();
			await().until(() -> jdbc().queryForObject("SELECT count(*) FROM pg_locks WHERE classid = ?", Integer.class,
					PostgresDialect.LIVES), (count) -> count == 0);
			assertThat(primary.evict()).isEmpty();
			assertThat(store.renew(node, "{}")).isTrue();
			assertThat(before.evict()).containsExactly(node);
		}
	}

	@Test
	void aConnectionThatWasTerminatedIsOpenedAgainAndTellsThatNoticesWereMissed() {
		try (ClusterStore store = openLongAfterTheStart(server.source());
				ClusterStore other = openLongAfterTheStart(server.source())) {
			String node = join(store, LONG);
			ClusterListener listener = mock(ClusterListener.class);
			ClusterStore.Watch watch = store.watch(node, listener);
			terminateListening();
			verify(listener, timeout(60_000)).missed();
			await().until(watch::showsDeath);
			assertThat(store.renew(node, "{}")).isTrue();
			assertThat(other.evict()).isEmpty();
			submit(other);
			verify(listener, timeout(60_000)).queued("pool");
		}
	}

	@Test
	void aWatchBeginsOnceThereAreConnections() {
		Switch connections = new Switch();
		connections.off = true;
		try (ClusterStore store = open(connections); ClusterStore other = open(server.source())) {
			ClusterListener listener = mock(ClusterListener.class);
			ClusterStore.Watch watch = store.watch(join(store, LEASE), listener);
			assertThat(watch.showsDeath()).isFalse();
			connections.off = false;
			verify(listener, timeout(60_000)).missed();
			submit(other);
			verify(listener, timeout(60_000)).queued("pool");
			assertThat(watch.showsDeath()).isTrue();
		}
	}

	@Test
	void nobodyIsEvictedAfterACrashAndNoAttemptHasTheSameNumber() {
		settle();
		try (ClusterStore store = open(server.source())) {
			String node = join(store, LEASE);
			store.watch(node, mock(ClusterListener.class));
			String task = submit(store);
			Claim before = claim(store, node).get(0);
			assertThat(before.claim().attempt()).isEqualTo(1);
			store.release(before.claim(), false);
			List<Integer> backends = jdbc().queryForList(
					"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = " + PostgresDialect.LIVES,
					Integer.class);
			server.crash(backends.get(0));
			await().ignoreExceptionsInstanceOf(ClusterStoreException.class).until(() -> store.evict().isEmpty());
			assertThat(store.renew(node, "{}")).isTrue();
			Claim after = claim(store, node).get(0);
			assertThat(after.claim().task()).isEqualTo(task);
			assertThat(after.claim().attempt()).isEqualTo(1001);
			assertThat(after.counted()).isEqualTo(1);
			store.release(after.claim(), true);
			assertThat(claim(store, node).get(0).claim().attempt()).isEqualTo(1002);
		}
	}

	@Test
	void whoHasWaitedForHisTurnSeesWhatRunsAlsoWhereSessionsReadRepeatably() throws Exception {
		PGSimpleDataSource repeatable = server.source();
		repeatable.setOptions("-c default_transaction_isolation=repeatable\\ read");
		try (ClusterStore store = JdbcClusterStore.open(repeatable, JdbcClusterSettings.DEFAULTS);
				Connection turn = server.source().getConnection();
				Statement statement = turn.createStatement()) {
			String node = join(store, LONG);
			submit(store);
			store.submit(new NewTask("other", "pool", "node", 0, "other work", new byte[] { 1 },
					new NewTask.Rules(3, null, null, false)));
			turn.setAutoCommit(false);
			statement.execute("SELECT pg_advisory_xact_lock(%s, hashtext('%s pool'))".formatted(PostgresDialect.LIMITED,
					JdbcClusterSettings.DEFAULTS.tables()));
			CompletableFuture<List<Claim>> waiting = CompletableFuture
				.supplyAsync(() -> store.claim(node, new ClaimOrder("pool", Set.of("work"), 1, 1)));
			await().until(() -> jdbc().queryForObject("SELECT count(*) FROM pg_locks WHERE classid = ? AND NOT granted",
					Integer.class, PostgresDialect.LIMITED), (count) -> count == 1);
			assertThat(store.claim(node, new ClaimOrder("pool", Set.of("other work"), 1, 0))).hasSize(1);
			turn.commit();
			assertThat(waiting.get()).isEmpty();
		}
	}

	@Test
	void tablesAreMadeByManyAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(6);
		try {
			ClusterTables tables = new ClusterTables("public", "many_");
			List<Future<?>> all = Stream
				.<Future<?>>generate(() -> threads.submit(() -> JdbcClusterSchema.create(server.source(), tables)))
				.limit(6)
				.toList();
			for (Future<?> one : all) {
				one.get();
			}
			try (ClusterStore store = JdbcClusterStore.open(server.source(),
					new JdbcClusterSettings(tables, false, false, null))) {
				assertThat(store.tryLock(join(store, LEASE), "lock", "me")).isPresent();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** A way to the database that can be closed. */
	private static final class Switch extends DelegatingDataSource {

		private volatile boolean off;

		Switch() {
			super(server.source());
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.off) {
				throw new SQLException("switched off");
			}
			return super.getConnection();
		}

		@Override
		public PrintWriter getLogWriter() {
			return new PrintWriter(System.err);
		}

	}

}
