package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.MapValue;
import io.github.parallelpools.spi.cluster.NewTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

/** How the store stands to the transactions and the pool of the application. */
interface JdbcTransactionContract {

	/** The database, without a pool. */
	DataSource database();

	private JdbcClusterStore open(DataSource source) {
		return JdbcClusterStore.open(source, JdbcClusterSettings.DEFAULTS);
	}

	private static TransactionTemplate transactions(DataSource source) {
		return new TransactionTemplate(new JdbcTransactionManager(source));
	}

	private HikariDataSource pool(int connections) {
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(database());
		pool.setMaximumPoolSize(connections);
		pool.setConnectionTimeout(60_000);
		return pool;
	}

	private static NewTask task(boolean inTransaction) {
		return new NewTask(UUID.randomUUID().toString(), "pool", "node", 0, "work", new byte[] { 1 },
				new NewTask.Rules(1, null, null, inTransaction));
	}

	private static String join(ClusterStore store) {
		String id = UUID.randomUUID().toString();
		store.join(new ClusterNode(id, "name", "build", "{}"), Duration.ofMinutes(1));
		return id;
	}

	@Test
	default void aTaskOfATransactionIsThereOnceThatCommits() {
		DataSource source = database();
		try (ClusterStore store = open(source); ClusterStore other = open(database())) {
			ClusterListener listener = mock(ClusterListener.class);
			store.watch("node", listener);
			NewTask task = task(true);
			transactions(source).executeWithoutResult((status) -> {
				assertThat(store.submit(task)).isTrue();
				assertThat(other.find(task.id())).isEmpty();
				assertThat(store.find(task.id())).isEmpty();
				verify(listener, never()).queued(any());
			});
			assertThat(other.find(task.id())).isPresent();
			verify(listener, timeout(60_000)).queued("pool");
			assertThat(store.submit(task)).isFalse();
		}
	}

	@Test
	default void aTaskOfATransactionThatRollsBackWasNeverThere() {
		DataSource source = database();
		try (ClusterStore store = open(source)) {
			NewTask task = task(true);
			transactions(source).executeWithoutResult((status) -> {
				assertThat(store.submit(task)).isTrue();
				assertThat(store.submit(task)).isFalse();
				status.setRollbackOnly();
			});
			assertThat(store.find(task.id())).isEmpty();
			assertThat(store.submit(task)).isTrue();
			assertThat(store.find(task.id())).isPresent();
		}
	}

	@Test
	default void allElseIsDoneWhateverBecomesOfTheTransaction() {
		DataSource source = new TransactionAwareDataSourceProxy(database());
		try (ClusterStore store = open(source)) {
			NewTask task = task(false);
			transactions(source).executeWithoutResult((status) -> {
				String node = join(store);
				assertThat(store.submit(task)).isTrue();
				assertThat(store.claim(node, new ClaimOrder("pool", Set.of("work"), 1, 5))).hasSize(1);
				assertThat(store.tryLock(node, "lock", "me")).isPresent();
				assertThat(store.cas("map", "key", MapValue.ABSENT, new byte[] { 1 })).isPresent();
				assertThat(store.desire("pool", 0, "{}")).isPresent();
				status.setRollbackOnly();
			});
			assertThat(store.find(task.id())).isPresent();
			assertThat(store.nodes()).hasSize(1);
			assertThat(store.locks()).hasSize(1);
			assertThat(store.size("map")).isEqualTo(1);
			assertThat(store.desired("pool")).isPresent();
		}
	}

	@Test
	default void aTransactionOfJpaIsCommittedByNobodyElse() {
		DataSource source = database();
		try (ClusterStore store = open(source)) {
			NewTask first = task(true);
			NewTask second = task(true);
			NewTask apart = task(false);
			TransactionTemplate shared = new TransactionTemplate(new SharingTransactions(source));
			shared.executeWithoutResult((status) -> {
				store.submit(first);
				String node = join(store);
				store.submit(apart);
				store.leave(node);
				store.submit(second);
				status.setRollbackOnly();
			});
			assertThat(store.find(first.id())).isEmpty();
			assertThat(store.find(second.id())).isEmpty();
			assertThat(store.find(apart.id())).isPresent();
			shared.executeWithoutResult((status) -> {
				store.submit(first);
				assertThat(store.find(first.id())).isEmpty();
			});
			assertThat(store.find(first.id())).isPresent();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	default void aTransactionOfAnotherDatabaseIsRefusedAlsoOnceItHasReadThisOne(boolean commits) {
		JdbcDataSource elsewhere = new JdbcDataSource();
		elsewhere.setURL("jdbc:h2:mem:" + UUID.randomUUID());
		try (HikariDataSource pool = pool(2)) {
			pool.setAutoCommit(commits);
			try (ClusterStore store = open(pool)) {
				NewTask task = task(true);
				transactions(elsewhere).executeWithoutResult((status) -> {
					new JdbcTemplate(pool).queryForList("SELECT 1");
					assertThatIllegalStateException().isThrownBy(() -> store.submit(task))
						.withMessageContaining("none of the DataSource of the cluster's store");
				});
				assertThat(store.find(task.id())).isEmpty();
			}
		}
	}

	@Test
	default void aTransactionOfAnotherDatabaseIsRefused() {
		JdbcDataSource elsewhere = new JdbcDataSource();
		elsewhere.setURL("jdbc:h2:mem:" + UUID.randomUUID());
		try (ClusterStore store = open(database())) {
			NewTask task = task(true);
			transactions(elsewhere)
				.executeWithoutResult((status) -> assertThatIllegalStateException().isThrownBy(() -> store.submit(task))
					.withMessageContainingAll("none of the DataSource of the cluster's store",
							"parallel.cluster.jdbc.data-source-bean"));
			assertThat(store.find(task.id())).isEmpty();
		}
	}

	@Test
	default void connectionsThatDoNotCommitByThemselvesAreCommitted() {
		try (HikariDataSource pool = pool(2)) {
			pool.setAutoCommit(false);
			try (ClusterStore store = open(pool); ClusterStore other = open(database())) {
				String node = join(store);
				NewTask task = task(true);
				assertThat(store.submit(task)).isTrue();
				assertThat(other.find(task.id())).isPresent();
				assertThat(store.renew(node, "{}")).isTrue();
				assertThat(other.nodes()).hasSize(1);
			}
		}
	}

	@Test
	default void twoConnectionsAreEnoughForManyThreads() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (HikariDataSource pool = pool(2)) {
			ClusterStore store = open(pool);
			ClusterStore.Watch watch = store.watch(join(store), mock(ClusterListener.class));
			Set<Future<?>> all = ConcurrentHashMap.newKeySet();
			CountDownLatch start = new CountDownLatch(1);
			IntStream.range(0, 8).forEach((number) -> all.add(threads.submit(() -> {
				start.await();
				String node = join(store);
				for (int i = 0; i < 10; i++) {
					store.submit(task(false));
					store.claim(node, new ClaimOrder("pool", Set.of("work"), 2, 5))
						.forEach((claim) -> store.release(claim.claim(), false));
					store.put("map", "key", new byte[] { 1 });
					String lock = "lock " + i;
					store.tryLock(node, lock, "me").ifPresent((token) -> store.unlock(node, lock, token));
					store.requeue();
				}
				store.leave(node);
				return null;
			})));
			start.countDown();
			for (Future<?> one : all) {
				one.get(60, TimeUnit.SECONDS);
			}
			watch.close();
			store.close();
			await().untilAsserted(() -> assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero());
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	default void whatALeavingNodeGivesBackIsToldBeforeItsStoreCloses() {
		try (ClusterStore other = open(database())) {
			ClusterStore store = open(database());
			String node = join(store);
			store.submit(task(false));
			store.claim(node, new ClaimOrder("pool", Set.of("work"), 1, 0));
			long token = store.tryLock(node, "lock", "me").getAsLong();
			ClusterListener listener = mock(ClusterListener.class);
			other.watch(join(other), listener);
			store.leave(node);
			store.close();
			verify(listener, timeout(60_000)).unlocked("lock");
			verify(listener, timeout(60_000).atLeastOnce()).queued("pool");
			assertThat(store.unlock(node, "lock", token)).isFalse();
		}
	}

	@Test
	default void whatFailsIsNamedWithWhatToDo() {
		HikariDataSource pool = pool(1);
		ClusterStore store = open(pool);
		pool.close();
		assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(() -> store.renew("node", "{}"))
			.withMessageStartingWith("The cluster's store 'jdbc' could not renew the lease of node 'node': ")
			.withMessageEndingWith("See that the database runs, and that the DataSource has connections left.");
		store.close();
	}

	@Test
	default void anInterruptEndsTheWaitForAConnectionAndStays() throws Exception {
		try (HikariDataSource pool = pool(1); ClusterStore store = open(pool)) {
			try (var taken = pool.getConnection()) {
				Thread.currentThread().interrupt();
				assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(store::nodes);
				assertThat(Thread.interrupted()).isTrue();
			}
			assertThat(store.nodes()).isNotNull();
		}
	}

}
