package io.github.parallelpools.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.lettuce.core.KillArgs;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.parallelpools.cluster.kills.Cable;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.MapValue;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.StoredTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is particular about Redis; the rest is in the contract of all stores. */
class RedisClusterStoreTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Set<String> ANY = Set.of("run");

	private static RedisProcess server;

	private static LettuceConnectionFactory connections;

	private static RedisCommands<String, String> admin;

	private final String prefix = UUID.randomUUID().toString();

	private final Heard heard = new Heard();

	private RedisClusterStore store;

	@BeforeAll
	static void startServer() {
		server = RedisProcess.start();
		connections = RedisProcess.connect(server.port());
		admin = RedisProcess.admin(server.port());
	}

	@AfterAll
	static void stopServer() {
		if (server != null) {
			connections.destroy();
			admin.getStatefulConnection().close();
			server.close();
		}
	}

	@BeforeEach
	void open() {
		this.store = store(connections);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	@Test
	void theConnectionFactoryOfTheApplicationStaysOpen() {
		join("a", LONG);
		this.store.close();
		try (RedisConnection connection = connections.getConnection()) {
			assertThat(connection.ping()).isEqualTo("PONG");
		}
	}

	@Test
	void namesAndValuesMayHoldAnything() {
		byte[] bytes = new byte[256];
		IntStream.range(0, 256).forEach((i) -> bytes[i] = (byte) i);
		String odd = "a:{b} \r\n\0\u00e9\uD83D\uDE00 %s '\"";
		this.store.join(new ClusterNode(odd, odd, odd, odd), LONG);
		this.store.submit(new NewTask(odd, odd, odd, 0, odd, bytes, new NewTask.Rules(1, null, odd, false)));
		Claim claim = this.store.claim(odd, new ClaimOrder(odd, Set.of(odd), 5, 0)).get(0);
		assertThat(claim.payload()).isEqualTo(bytes);
		assertThat(List.of(claim.claim().task(), claim.needs(), claim.submitter(), claim.tag())).containsOnly(odd);
		assertThat(this.store.mine(odd)).singleElement().satisfies((owned) -> {
			assertThat(owned.pool()).isEqualTo(odd);
			assertThat(owned.cancelled()).isNull();
		});
		assertThat(this.store.complete(claim.claim(), new ClusterOutcome("12345", bytes, false))).isTrue();
		assertThat(this.store.outcomes(List.of(odd)).get(0).outcome().value()).isEqualTo(bytes);
		assertThat(this.store.put(odd, odd, bytes)).isNull();
		assertThat(this.store.get(odd, odd)).extracting(MapValue::value).isEqualTo(bytes);
		assertThat(this.store.entries(odd)).singleElement().extracting((entry) -> entry.key()).isEqualTo(odd);
		assertThat(this.store.maps()).containsExactly(odd);
		assertThat(this.store.tryLock(odd, odd, odd)).isPresent();
		assertThat(this.store.locks()).singleElement().extracting((lock) -> lock.name()).isEqualTo(odd);
		assertThat(this.store.nodes()).singleElement()
			.extracting(ClusterMember::node)
			.isEqualTo(new ClusterNode(odd, odd, odd, odd));
		assertThat(this.store.desire(odd, 0, odd)).hasValue(1);
		assertThat(this.store.desired(odd)).get().extracting((desired) -> desired.state()).isEqualTo(odd);
	}

	@Test
	void poolsAndNeedsWhoseNamesLookAlikeHaveQueuesOfTheirOwn() {
		join("a", LONG);
		this.store.submit(task("1", "x:y", "z", 0));
		this.store.submit(task("2", "x", "y:z", 0));
		assertThat(ids(this.store.claim("a", new ClaimOrder("x", Set.of("y:z", "z"), 5, 0)))).containsExactly("2");
		assertThat(ids(this.store.claim("a", new ClaimOrder("x:y", Set.of("y:z", "z"), 5, 0)))).containsExactly("1");
	}

	@Test
	void theLowestAndTheHighestPriorityAreInOrder() {
		join("a", LONG);
		int[] priorities = { 0, Integer.MIN_VALUE, 7, Integer.MAX_VALUE, -1, 7 };
		for (int i = 0; i < priorities.length; i++) {
			this.store.submit(task("t" + i, "p", (i % 2 == 0) ? "run" : "walk", priorities[i]));
		}
		ClaimOrder order = new ClaimOrder("p", Set.of("run", "walk"), 10, 0);
		List<Claim> claims = this.store.claim("a", order);
		assertThat(ids(claims)).containsExactly("t3", "t2", "t5", "t0", "t4", "t1");
		for (Claim claim : List.of(claims.get(2), claims.get(0), claims.get(1))) {
			this.store.release(claim.claim(), false);
		}
		this.store.submit(task("t6", "p", "run", 7));
		assertThat(ids(this.store.claim("a", order))).containsExactly("t3", "t2", "t5", "t6");
	}

	@Test
	void noMoreRunThanMayWhoeverAsks() throws Exception {
		int limit = 3;
		IntStream.range(0, 300).forEach((i) -> this.store.submit(task("t" + i, "p", "run", 0)));
		AtomicInteger running = new AtomicInteger();
		AtomicInteger highest = new AtomicInteger();
		ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();
		ExecutorService nodes = Executors.newFixedThreadPool(4);
		List<Future<?>> all = new ArrayList<>();
		for (int n = 0; n < 4; n++) {
			String node = "n" + n;
			join(node, LONG);
			all.add(nodes.submit(() -> {
				while (done.size() < 300) {
					List<Claim> claims = this.store.claim(node, new ClaimOrder("p", ANY, 2, limit));
					highest.accumulateAndGet(running.addAndGet(claims.size()), Math::max);
					for (Claim claim : claims) {
						running.decrementAndGet();
						assertThat(this.store.complete(claim.claim(), outcome())).isTrue();
						done.add(claim.claim().task());
					}
				}
			}));
		}
		for (Future<?> node : all) {
			node.get();
		}
		nodes.shutdown();
		assertThat(done).hasSize(300).doesNotHaveDuplicates();
		assertThat(highest.get()).isLessThanOrEqualTo(limit);
	}

	@Test
	void whoWaitedForFewerToRunIsTold() {
		join("a", LONG);
		join("b", LONG);
		this.store.submit(task("1", "p", "run", 0));
		this.store.submit(task("2", "p", "run", 0));
		Claim first = claimOne("a");
		try (ClusterStore.Watch watch = this.store.watch("b", this.heard)) {
			assertThat(this.store.claim("b", new ClaimOrder("p", ANY, 1, 1))).isEmpty();
			this.store.complete(first.claim(), outcome());
			Awaitility.await().until(() -> this.heard.all.contains("queued p"));
		}
		assertThat(ids(this.store.claim("b", new ClaimOrder("p", ANY, 1, 1)))).containsExactly("2");
	}

	@Test
	void scriptsThatTheServerHasForgottenAreSentAgain() {
		join("a", LONG);
		for (int i = 0; i < 3; i++) {
			admin.scriptFlush();
			assertThat(this.store.submit(task("t" + i, "p", "run", 0))).isTrue();
			admin.scriptFlush();
			assertThat(claimOne("a").claim().task()).isEqualTo("t" + i);
		}
	}

	@Test
	void whatIsOverLeavesNothingBehind() {
		join("a", LONG);
		int before = keys().size();
		for (int i = 0; i < 20; i++) {
			NewTask.Rules rules = new NewTask.Rules(1, LONG, "tag", false);
			this.store.submit(new NewTask("t" + i, "p" + i, "a", i, "run", new byte[100], rules));
			Claim claim = this.store.claim("a", new ClaimOrder("p" + i, ANY, 1, 1)).get(0);
			this.store.complete(claim.claim(), new ClusterOutcome("10000", new byte[10], i % 2 == 0));
			this.store.removeDeadLetter("t" + i);
			long token = this.store.tryLock("a", "lock" + i, "me").orElseThrow();
			this.store.unlock("a", "lock" + i, token);
			this.store.put("map" + i, "key", new byte[1]);
			this.store.put("map" + i, "key", null);
		}
		this.store.forget(IntStream.range(0, 20).mapToObj((i) -> "t" + i).toList());
		assertThat(keys().size() - before).isEqualTo(0);
		this.store.leave("a");
		assertThat(keys()).containsExactlyInAnyOrder(key("count"), key("server"));
	}

	@Test
	void tokensRiseAlsoAfterTheLockWasForgotten() {
		join("a", LONG);
		long first = this.store.tryLock("a", "lock", "1").orElseThrow();
		assertThat(this.store.tryLock("a", "lock", "1")).hasValue(first);
		assertThat(this.store.tryLock("a", "lock", "2")).isEmpty();
		assertThat(this.store.unlock("a", "lock", first)).isTrue();
		assertThat(this.store.tryLock("a", "lock", "2").orElseThrow()).isGreaterThan(first);
	}

	@Test
	void aTaskCanNotJoinATransaction() {
		NewTask task = new NewTask("1", "p", "a", 0, "run", new byte[0], new NewTask.Rules(1, null, null, true));
		assertThatThrownBy(() -> this.store.submit(task)).isInstanceOf(UnsupportedOperationException.class)
			.hasMessageContainingAll("task 1", "pool 'p'", "parallel.cluster.store=jdbc");
		assertThat(this.store.find("1")).isEmpty();
	}

	@Test
	void aNodeIsDeadAsSoonAsItsConnectionIs() {
		try (Cable cable = new Cable(server.port());
				RedisClusterStore other = store(RedisProcess.connect(cable.port()))) {
			join("a", LONG);
			other.join(node("b"), LONG);
			other.submit(task("1", "p", "run", 0));
			assertThat(other.claim("b", new ClaimOrder("p", ANY, 1, 0))).hasSize(1);
			assertThat(other.tryLock("b", "lock", "b")).isPresent();
			ClusterStore.Watch watch = other.watch("b", this.heard);
			assertThat(watch.showsDeath()).isTrue();
			assertThat(this.store.evict()).isEmpty();
			cable.pull();
			Awaitility.await().until(this.store::evict, List.of("b")::equals);
			assertThat(this.store.tryLock("a", "lock", "a")).isPresent();
			assertThat(this.store.requeue().queued()).containsExactly("1");
			assertThat(claimOne("a").counted()).isEqualTo(2);
			cable.plug();
			assertThat(answer(() -> other.renew("b", "{}"))).isFalse();
		}
	}

	@Test
	void whatANodeBehindADeafWireSaysComesTooLate() {
		try (Cable cable = new Cable(server.port());
				RedisClusterStore other = store(RedisProcess.connect(cable.port()))) {
			join("a", LONG);
			other.join(node("b"), Duration.ofSeconds(2));
			ClusterStore.Watch watch = other.watch("b", this.heard);
			assertThat(watch.showsDeath()).isTrue();
			this.store.submit(task("1", "p", "run", 0));
			Claim theirs = other.claim("b", new ClaimOrder("p", ANY, 1, 0)).get(0);
			long token = other.tryLock("b", "lock", "b").orElseThrow();
			cable.hold();
			assertThatThrownBy(() -> other.complete(theirs.claim(), outcome()))
				.isInstanceOf(ClusterStoreException.class)
				.hasMessageContaining("may have done it");
			Awaitility.await().until(this.store::evict, List.of("b")::equals);
			this.store.requeue();
			Claim mine = claimOne("a");
			Awaitility.await().until(() -> this.heard.all.contains("missed"));
			cable.letGo();
			assertThat(other.unlock("b", "lock", token)).isFalse();
			assertThat(other.complete(theirs.claim(), outcome())).isFalse();
			assertThat(other.renew("b", "{}")).isFalse();
			assertThat(this.store.find("1")).get().extracting(StoredTask::state).isEqualTo(StoredTask.State.RUNNING);
			assertThat(this.store.complete(mine.claim(), outcome())).isTrue();
		}
	}

	@Test
	void aNodeThatHasClosedItsWatchLives() {
		join("a", LONG);
		ClusterStore.Watch watch = this.store.watch("a", this.heard);
		assertThat(watch.showsDeath()).isTrue();
		watch.close();
		Awaitility.await().until(() -> admin.pubsubNumsub(key("told:a")).get(key("told:a")) == 0);
		assertThat(this.store.renew("a", "{}")).isTrue();
		assertThat(this.store.evict()).isEmpty();
	}

	@Test
	void aNodeWithoutAWatchLivesAsLongAsItsLease() {
		join("a", LONG);
		join("b", SHORT);
		assertThat(this.store.renew("a", "{}")).isTrue();
		Awaitility.await().until(this.store::evict, List.of("b")::equals);
		assertThat(this.store.renew("b", "{}")).isFalse();
		assertThat(this.store.nodes()).extracting((member) -> member.node().id()).containsExactly("a");
	}

	@Test
	void withoutFastDeathAWatchShowsNothing() {
		try (RedisClusterStore patient = new RedisClusterStore(connections,
				new RedisClusterSettings(this.prefix, false))) {
			patient.join(node("a"), LONG);
			ClusterStore.Watch watch = patient.watch("a", this.heard);
			assertThat(watch.showsDeath()).isFalse();
			admin.clientKill(KillArgs.Builder.typePubsub());
			assertThat(patient.renew("a", "{}")).isTrue();
			assertThat(patient.evict()).isEmpty();
		}
	}

	@Test
	void aWatchWhoseConnectionWasClosedOpensAnotherAndSaysSo() {
		join("a", LONG);
		try (ClusterStore.Watch watch = this.store.watch("a", this.heard)) {
			admin.clientKill(KillArgs.Builder.typePubsub());
			Awaitility.await().until(() -> this.heard.all.contains("missed"));
			this.store.submit(task("1", "p", "run", 0));
			Awaitility.await().until(() -> this.heard.all.contains("queued p"));
			assertThat(this.store.evict()).isEmpty();
		}
	}

	@Test
	void nobodyIsToldAfterTheWatchIsClosed() {
		join("a", LONG);
		this.store.watch("a", this.heard).close();
		Heard others = new Heard();
		try (ClusterStore.Watch watch = this.store.watch("a", others)) {
			this.store.submit(task("1", "p", "run", 0));
			Awaitility.await().until(() -> others.all.contains("queued p"));
		}
		assertThat(this.heard.all).isEmpty();
	}

	@Test
	void aCallToAServerThatIsStoppedEndsAndTheNextOneUsesANewConnection() {
		try (RedisProcess stopped = RedisProcess.start();
				RedisClusterStore impatient = store(RedisProcess.connect(stopped.port(), SHORT))) {
			answer(() -> {
				impatient.join(node("a"), LONG);
				return true;
			});
			stopped.signal("STOP");
			assertThatThrownBy(() -> impatient.renew("a", "{}")).isInstanceOf(ClusterStoreException.class)
				.hasMessageContainingAll("renew", "300 ms");
			stopped.signal("CONT");
			assertThat(answer(() -> impatient.renew("a", "{}"))).isTrue();
		}
	}

	@Test
	void anInterruptedThreadGetsItsAnswerAndStaysInterrupted() {
		join("a", LONG);
		Thread.currentThread().interrupt();
		assertThat(this.store.renew("a", "{}")).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		this.store.join(node("b"), LONG);
		assertThat(this.store.submit(task("1", "p", "run", 0))).isTrue();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void whereNoServerIsTheMessageSaysWhere() {
		try (Cable cable = new Cable(1); RedisClusterStore lost = store(RedisProcess.connect(cable.port(), SHORT))) {
			cable.pull();
			assertThatThrownBy(() -> lost.join(node("a"), LONG)).isInstanceOf(ClusterStoreException.class)
				.hasMessageContainingAll("127.0.0.1:" + cable.port(), "spring.data.redis");
			assertThatThrownBy(() -> lost.watch("a", this.heard)).isInstanceOf(ClusterStoreException.class)
				.hasMessageContainingAll("127.0.0.1:" + cable.port(), "spring.data.redis");
		}
	}

	@Test
	void aSeveredCallIsNotSentAgain() throws Exception {
		try (Cable cable = new Cable(server.port());
				RedisClusterStore other = store(RedisProcess.connect(cable.port()))) {
			other.join(node("a"), LONG);
			CountDownLatch started = new CountDownLatch(1);
			ExecutorService caller = Executors.newSingleThreadExecutor();
			AtomicInteger accepted = new AtomicInteger();
			Future<?> calls = caller.submit(() -> {
				for (int i = 0;; i++) {
					other.cas("map", "key", i == 0 ? 0 : other.get("map", "key").version(), new byte[] { 1 });
					accepted.incrementAndGet();
					started.countDown();
				}
			});
			started.await();
			cable.pull();
			assertThatThrownBy(calls::get).hasRootCauseInstanceOf(Exception.class)
				.hasCauseInstanceOf(ClusterStoreException.class);
			long version = this.store.get("map", "key").version();
			cable.plug();
			assertThat(other.get("map", "key").version()).isEqualTo(version);
			caller.shutdown();
		}
	}

	/** The first answer; asks again only after a failure, as a connection may be dead. */
	static <T> T answer(Callable<T> question) {
		return Awaitility.await()
			.ignoreExceptionsInstanceOf(ClusterStoreException.class)
			.until(question, (answer) -> true);
	}

	private RedisClusterStore store(LettuceConnectionFactory factory) {
		return new RedisClusterStore(factory, new RedisClusterSettings(this.prefix, true));
	}

	private void join(String id, Duration lease) {
		this.store.join(node(id), lease);
	}

	static ClusterNode node(String id) {
		return new ClusterNode(id, "name of " + id, "build", "{}");
	}

	static NewTask task(String id, String pool, String needs, int priority) {
		return new NewTask(id, pool, "a", priority, needs, id.getBytes(StandardCharsets.UTF_8),
				new NewTask.Rules(3, null, null, false));
	}

	static ClusterOutcome outcome() {
		return new ClusterOutcome("10000", new byte[] { 1 }, false);
	}

	@Test
	void theSubmitterIsToldHowATaskHasEndedIfThatIsShort() {
		byte[] value = new byte[256];
		IntStream.range(0, value.length).forEach((i) -> value[i] = (byte) i);
		this.store.join(node("a"), LONG);
		this.store.watch("a", this.heard);
		this.store.submit(task("\u00e4 \ud83d\ude00", "p", "run", 0));
		Claim claim = claimOne("a");
		this.store.complete(claim.claim(), new ClusterOutcome("00000", value, false));
		Awaitility.await().until(() -> !this.heard.ends.isEmpty());
		assertThat(this.heard.ends.peek()).usingRecursiveComparison()
			.isEqualTo(this.store.outcomes(List.of(claim.claim().task())).get(0));
	}

	@Test
	void theSubmitterIsToldWhichTaskHasEndedIfItsValueIsLong() {
		this.store.join(node("a"), LONG);
		this.store.watch("a", this.heard);
		this.store.submit(task("long", "p", "run", 0));
		this.store.complete(claimOne("a").claim(), new ClusterOutcome("00000", new byte[5000], false));
		Awaitility.await().until(() -> this.heard.all.contains("ended long"));
		assertThat(this.heard.ends).isEmpty();
	}

	private Claim claimOne(String node) {
		return this.store.claim(node, new ClaimOrder("p", ANY, 1, 0)).get(0);
	}

	private static List<String> ids(List<Claim> claims) {
		return claims.stream().map((claim) -> claim.claim().task()).toList();
	}

	private String key(String name) {
		return "{" + this.prefix + "}:" + name;
	}

	private List<String> keys() {
		return admin.keys(key("*"));
	}

	/** Notes what it is told. */
	static final class Heard implements ClusterListener {

		final ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();

		final ConcurrentLinkedQueue<EndedTask> ends = new ConcurrentLinkedQueue<>();

		@Override
		public void queued(String pool) {
			this.all.add("queued " + pool);
		}

		@Override
		public void ended() {
			this.all.add("ended");
		}

		@Override
		public void ended(String task) {
			this.all.add("ended " + task);
		}

		@Override
		public void ended(EndedTask task) {
			this.ends.add(task);
		}

		@Override
		public void unlocked(String lock) {
			this.all.add("unlocked " + lock);
		}

		@Override
		public void commanded() {
			this.all.add("commanded");
		}

		@Override
		public void missed() {
			this.all.add("missed");
		}

	}

}
