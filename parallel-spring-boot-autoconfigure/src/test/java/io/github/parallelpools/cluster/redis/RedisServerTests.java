package io.github.parallelpools.cluster.redis;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.parallelpools.cluster.kills.Cable;
import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.MapValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Servers of several kinds, that are killed, cut off and started again. */
@ExtendWith(OutputCaptureExtension.class)
class RedisServerTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Set<String> ANY = Set.of("run");

	private final RedisClusterStoreTests.Heard heard = new RedisClusterStoreTests.Heard();

	@Test
	void aServerThatMayThrowTasksAwayIsRefused() {
		try (RedisProcess server = RedisProcess.start("--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru");
				RedisClusterStore store = store(RedisProcess.connect(server.port()))) {
			assertThatThrownBy(() -> join(store, "a", LONG)).isInstanceOf(ClusterStoreException.class)
				.hasMessageContainingAll("allkeys-lru", "Set 'maxmemory-policy noeviction'");
			assertThat(store.nodes()).isEmpty();
		}
	}

	@Test
	void aServerThatForgetsIsTakenWithAWarning(CapturedOutput output) {
		try (RedisProcess server = RedisProcess.start("--appendonly", "no");
				RedisClusterStore store = store(RedisProcess.connect(server.port()))) {
			join(store, "a", LONG);
			join(store, "b", LONG);
			assertThat(output.getAll()).containsOnlyOnce("Set 'appendonly yes'");
		}
	}

	@Test
	void aServerWithAFullMemorySaysSo() {
		try (RedisProcess server = RedisProcess.start("--maxmemory", "1");
				RedisClusterStore store = store(RedisProcess.connect(server.port()))) {
			join(store, "a", LONG);
			assertThatThrownBy(() -> store.submit(RedisClusterStoreTests.task("1", "p", "run", 0)))
				.isInstanceOf(ClusterStoreException.class)
				.hasMessageContainingAll("submit", "raise 'maxmemory'");
			assertThatThrownBy(() -> store.put("map", "key", new byte[] { 1 }))
				.isInstanceOf(ClusterStoreException.class)
				.hasMessageContainingAll("put", "raise 'maxmemory'");
		}
	}

	@Test
	void aFullMemoryStopsNothingButWhatComes() {
		try (RedisProcess server = RedisProcess.start(); RedisClusterStore store = store(server)) {
			join(store, "a", LONG);
			IntStream.range(0, 4).forEach((i) -> store.submit(RedisClusterStoreTests.task("t" + i, "p", "run", 0)));
			List<Claim> before = store.claim("a", new ClaimOrder("p", ANY, 1, 0));
			store.put("map", "key", new byte[] { 1 });
			change(server, (admin) -> admin.configSet("maxmemory", "1"));
			assertThat(store.renew("a", "{}")).isTrue();
			assertThat(store.complete(before.get(0).claim(), new ClusterOutcome("00000", new byte[100], false)))
				.isTrue();
			join(store, "b", LONG);
			assertThat(store.watch("b", this.heard).showsDeath()).isTrue();
			List<Claim> claims = store.claim("b", new ClaimOrder("p", ANY, 3, 0));
			assertThat(store.release(claims.get(0).claim(), false)).isTrue();
			assertThat(store.cancel("t2", true, "no more")).isEqualTo(CancelResult.ASKED);
			assertThat(store.cancel("t1", true, "no more")).isEqualTo(CancelResult.ENDED);
			OptionalLong token = store.tryLock("b", "lock", "me");
			assertThat(store.unlock("b", "lock", token.orElseThrow())).isTrue();
			assertThat(store.put("map", "key", null)).isNotNull();
			assertThat(store.cas("parallel:tasks", "nightly", MapValue.ABSENT, new byte[100])).isPresent();
			assertThat(store.desire("p", 0, "paused")).isPresent();
			store.told(List.of("t0"));
			store.forget(List.of("t0"));
			store.leave("b");
			assertThat(store.figures("p").queued()).isEqualTo(2);
		}
	}

	@Test
	void aServerThatMayNotBeAskedAboutItselfIsTakenWithAWarning(CapturedOutput output) {
		try (RedisProcess server = RedisProcess.start(user("-info")); RedisClusterStore store = store(asUser(server))) {
			join(store, "a", SHORT);
			assertThat(output.getAll()).containsOnlyOnce("permit INFO");
			ClusterStore.Watch watch = store.watch("a", this.heard);
			assertThat(watch.showsDeath()).isFalse();
			assertThat(store.renew("a", "{}")).isTrue();
			Awaitility.await().until(store::evict, List.of("a")::equals);
		}
	}

	@Test
	void theUserOfTheDocumentationMayDoWhatIsNeeded() {
		try (RedisProcess server = RedisProcess.start(user("-@dangerous", "+info"));
				RedisClusterStore store = store(asUser(server))) {
			join(store, "a", LONG);
			assertThat(store.watch("a", this.heard).showsDeath()).isTrue();
			store.submit(RedisClusterStoreTests.task("1", "p", "run", 0));
			Awaitility.await().until(() -> this.heard.all.contains("queued p"));
			assertThat(store.claim("a", new ClaimOrder("p", ANY, 1, 0))).hasSize(1);
			assertThat(store.evict()).isEmpty();
		}
	}

	@Test
	void aUserWhoMayTooLittleIsToldWhatHeNeeds() {
		try (RedisProcess server = RedisProcess.start(user("-ping", "-publish"));
				RedisClusterStore store = store(asUser(server))) {
			join(store, "a", LONG);
			assertThatThrownBy(() -> store.submit(RedisClusterStoreTests.task("1", "p", "run", 0)))
				.isInstanceOf(ClusterStoreException.class)
				.hasMessageContainingAll("submit", "docs/cluster");
		}
	}

	@Test
	void aServerThatWasKilledHasLostNothingAndNobodyIsEvictedWithinALease() {
		try (RedisProcess server = RedisProcess.start(); RedisClusterStore store = store(server)) {
			join(store, "a", LONG);
			ClusterStore.Watch watch = store.watch("a", this.heard);
			assertThat(watch.showsDeath()).isTrue();
			join(store, "b", LONG);
			IntStream.range(0, 200).forEach((i) -> store.submit(RedisClusterStoreTests.task("t" + i, "p", "run", 0)));
			assertThat(store.claim("a", new ClaimOrder("p", ANY, 50, 0))).hasSize(50);
			long token = store.tryLock("a", "lock", "me").orElseThrow();
			// Its lease is over now.
			change(server, (admin) -> admin.zadd("{pp}:nodes", 1, "b"));
			assertThat(lease(store, "b")).isNegative();
			server.kill();
			assertThatThrownBy(() -> store.renew("a", "{}")).isInstanceOf(ClusterStoreException.class);
			server.restart();
			assertThat(store.evict()).isEmpty();
			assertThat(store.figures("p").queued()).isEqualTo(150);
			assertThat(store.mine("a")).hasSize(50);
			assertThat(store.tryLock("a", "lock", "me")).hasValue(token);
			Awaitility.await().until(() -> this.heard.all.contains("missed"));
			assertThat(store.renew("a", "{}")).isTrue();
			assertThat(store.evict()).isEmpty();
			// One lease is over since the server's start.
			change(server, (admin) -> admin.hset("{pp}:node:b", "lease", "1"));
			Awaitility.await().until(store::evict, List.of("b")::equals);
			assertThat(store.evict()).isEmpty();
		}
	}

	private static void change(RedisProcess server, Consumer<RedisCommands<String, String>> change) {
		RedisCommands<String, String> admin = RedisProcess.admin(server.port());
		try {
			change.accept(admin);
		}
		finally {
			admin.getStatefulConnection().close();
		}
	}

	@Test
	void afterARestartAWatchShowsDeathAgain() {
		try (RedisProcess server = RedisProcess.start();
				RedisClusterStore store = store(server);
				Cable cable = new Cable(server.port());
				RedisClusterStore other = store(RedisProcess.connect(cable.port()))) {
			join(other, "b", LONG);
			assertThat(other.watch("b", this.heard).showsDeath()).isTrue();
			server.kill();
			server.restart();
			Awaitility.await().until(() -> this.heard.all.contains("missed"));
			assertThat(RedisClusterStoreTests.answer(() -> other.renew("b", "{}"))).isTrue();
			cable.pull();
			Awaitility.await().until(store::evict, List.of("b")::equals);
		}
	}

	@Test
	void aServerThatHasForgottenEverythingKnowsNobody() {
		try (RedisProcess server = RedisProcess.start("--appendonly", "no"); RedisClusterStore store = store(server)) {
			join(store, "a", LONG);
			server.kill();
			server.restart();
			Awaitility.await().ignoreExceptions().until(() -> !store.renew("a", "{}"));
			join(store, "b", LONG);
			assertThat(store.evict()).isEmpty();
		}
	}

	@Test
	void aShardOfARedisClusterHasAllKeys() {
		try (RedisProcess server = RedisProcess.start("--cluster-enabled", "yes")) {
			RedisCommands<String, String> admin = RedisProcess.admin(server.port());
			admin.clusterAddSlots(IntStream.range(0, 16384).toArray());
			Awaitility.await().until(() -> admin.clusterInfo().contains("cluster_state:ok"));
			admin.getStatefulConnection().close();
			LettuceConnectionFactory factory = RedisProcess.started(
					new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("127.0.0.1:" + server.port()))));
			try (RedisClusterStore store = store(factory)) {
				join(store, "a", LONG);
				ClusterStore.Watch watch = store.watch("a", this.heard);
				assertThat(watch.showsDeath()).isTrue();
				store.submit(RedisClusterStoreTests.task("1", "p", "run", 0));
				assertThat(store.claim("a", new ClaimOrder("p", ANY, 1, 1))).hasSize(1);
				Awaitility.await().until(() -> this.heard.all.contains("queued p"));
				server.kill();
				server.restart();
				Awaitility.await().ignoreExceptions().until(() -> store.mine("a").size() == 1);
			}
		}
	}

	@Test
	void whatAScriptHasMetIsFoundInTheWordsOfEachRelease() {
		assertThat(RedisRemedies.word("READONLY You can't write against a read only replica.")).isEqualTo("READONLY");
		assertThat(RedisRemedies
			.word("ERR Error running script (call to f_36): @user_script:70: @user_script: 70: -READONLY You can't"
					+ " write against a read only replica."))
			.isEqualTo("READONLY");
		assertThat(RedisRemedies.word("ERR The user executing the script can't run this command")).isEqualTo("NOPERM");
		assertThat(RedisRemedies.word("ERR ACL failure in script: User pools has no permissions to run the 'publish'"))
			.isEqualTo("NOPERM");
		assertThat(RedisRemedies.word("ERR no")).isEqualTo("ERR");
	}

	@Test
	void onlyLettuceIsUsed() {
		RedisConnectionFactory other = (RedisConnectionFactory) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RedisConnectionFactory.class }, (proxy, method, arguments) -> null);
		assertThatIllegalArgumentException().isThrownBy(() -> store(other))
			.withMessageContaining("spring.data.redis.client-type=lettuce");
	}

	@Test
	void aPrefixHasNoBraces() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RedisClusterSettings("{pp}", true))
			.withMessageContaining("parallel.cluster.redis.key-prefix");
	}

	private static String[] user(String... rights) {
		return Stream
			.concat(Stream.of("--user", "pools", "on", ">secret", "resetchannels", "~{pp}:*", "&{pp}:*", "+@all"),
					Stream.of(rights))
			.toArray(String[]::new);
	}

	private static LettuceConnectionFactory asUser(RedisProcess server) {
		RedisStandaloneConfiguration place = new RedisStandaloneConfiguration("127.0.0.1", server.port());
		place.setUsername("pools");
		place.setPassword(RedisPassword.of("secret"));
		return RedisProcess.started(new LettuceConnectionFactory(place));
	}

	private static void join(ClusterStore store, String id, Duration lease) {
		store.join(RedisClusterStoreTests.node(id), lease);
	}

	private static Duration lease(ClusterStore store, String id) {
		return store.nodes()
			.stream()
			.filter((member) -> member.node().id().equals(id))
			.findFirst()
			.orElseThrow()
			.lease();
	}

	private static RedisClusterStore store(RedisProcess server) {
		return store(RedisProcess.connect(server.port()));
	}

	private static RedisClusterStore store(RedisConnectionFactory factory) {
		return new RedisClusterStore(factory, new RedisClusterSettings("pp", true));
	}

}
