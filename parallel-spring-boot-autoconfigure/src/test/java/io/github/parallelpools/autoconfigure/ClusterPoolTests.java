package io.github.parallelpools.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.parallelpools.actuate.endpoint.ClusterDescription;
import io.github.parallelpools.actuate.endpoint.ClusterSummary;
import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.actuate.endpoint.ParallelPoolsWebExtension;
import io.github.parallelpools.autoconfigure.replay.PoolReplay;
import io.github.parallelpools.autoconfigure.replay.ReplayFiles;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.cluster.NodeState;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.fixture.Gates;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Several applications in one JVM share a pool. */
class ClusterPoolTests {

	private static final List<String> FAST = List.of("parallel.cluster.renew=100ms", "parallel.cluster.poll=20ms");

	/** Times with which an application that is only slow is not taken for dead. */
	private static final List<String> LIVING = List.of("parallel.cluster.lease=60s", "parallel.cluster.fence=40s");

	/**
	 * Times with which one that is cut off is soon taken for dead, and at times a slow
	 * one.
	 */
	private static final List<String> DYING = List.of("parallel.cluster.lease=1500ms", "parallel.cluster.fence=1s");

	/**
	 * So many that no run is the last, however often its application is taken for dead.
	 */
	private static final String[] ATTEMPTS = { "parallel.pools.shared.retry.max-attempts=1000",
			"parallel.pools.shared.retry.quarantine-after=1000" };

	private final MemoryCluster memory = new MemoryCluster();

	private final List<Application> applications = new ArrayList<>();

	@AfterEach
	void close() {
		this.applications.forEach((one) -> one.context.close());
	}

	private Application application(String... properties) {
		return application(LIVING, properties);
	}

	private Application application(List<String> lease, String... properties) {
		List<String> all = new ArrayList<>(lease);
		all.addAll(List.of(properties));
		Application one = new Application(this.memory.open(), all);
		this.applications.add(one);
		return one;
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void whatOneSubmitsAnotherRuns(String kind) throws Exception {
		Application submitter = application("parallel.pools.shared.kind=" + kind,
				"parallel.pools.shared.auto-start=false");
		application("parallel.pools.shared.kind=" + kind);
		TaskFuture<Integer> called = submitter.pool().submit(() -> 6 * 7);
		TaskFuture<@Nullable String> sent = submitter.pool().send("item", String.class);
		assertThat(called.get(60, TimeUnit.SECONDS)).isEqualTo(42);
		assertThat(sent.get(60, TimeUnit.SECONDS)).isEqualTo("item of " + sent.id() + ", attempt 1, token 1");
		submitter.pool().join(Duration.ofSeconds(60));
		assertThat(submitter.ends()).containsExactlyInAnyOrder(called.id() + " 00000", sent.id() + " 00000");
		assertThat(this.applications.get(1).ends()).isEmpty();
	}

	@Test
	void aFailureTravelsWithItsCause() {
		Application one = application();
		TaskFuture<String> task = one.pool().submit(() -> {
			throw new IllegalStateException("broken");
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> task.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(TaskFailedException.class)
			.satisfies((error) -> assertThat(error.getCause().getCause()).isInstanceOf(IllegalStateException.class)
				.hasMessage("broken"));
	}

	@Test
	void whatANodeHadThatIsGoneRunsElsewhere() throws Exception {
		Application submitter = application("parallel.pools.shared.auto-start=false", ATTEMPTS[0], ATTEMPTS[1]);
		Application first = application(DYING);
		String gate = Gates.close();
		TaskFuture<Long> task = submitter.pool().submit(() -> {
			Gates.pass(gate);
			return TaskContext.current().fencingToken();
		});
		await().until(() -> Gates.waiting(gate) == 1);
		// It is cut off: another takes what it has.
		first.store.down();
		Application second = application();
		String node = second.context.getBean(Cluster.class).membership().node();
		await().until(() -> submitter.store.mine(node).size() == 1);
		long token = submitter.store.mine(node).get(0).claim().attempt();
		first.store.up();
		Gates.open(gate);
		assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(token).isGreaterThan(1);
		await().untilAsserted(() -> assertThat(submitter.ends()).containsExactly(task.id() + " 00000"));
	}

	@Test
	void aRunThatOutlivesItsNodeCostsTheNextNodeNoWorker() throws Exception {
		Application one = application(DYING, "parallel.pools.shared.on-fenced=finish", ATTEMPTS[0], ATTEMPTS[1]);
		Cluster cluster = one.context.getBean(Cluster.class);
		String gate = Gates.close();
		TaskFuture<Long> task = one.pool().submit(() -> {
			Gates.pass(gate);
			return TaskContext.current().fencingToken();
		});
		await().until(() -> Gates.waiting(gate) == 1);
		String before = one.store.find(task.id()).orElseThrow().node();
		one.store.down();
		await().until(() -> cluster.state() == NodeState.FENCED);
		one.store.up();
		// The next node claims it while the run of the last one goes on.
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(() -> {
			String owner = one.store.find(task.id()).orElseThrow().node();
			return owner != null && !owner.equals(before);
		});
		Gates.open(gate);
		assertThat(task.get(60, TimeUnit.SECONDS)).isGreaterThan(1);
		String both = Gates.close();
		List<TaskFuture<Integer>> next = IntStream.range(0, 2).mapToObj((i) -> one.pool().submit(() -> {
			Gates.pass(both);
			return i;
		})).toList();
		await().until(() -> Gates.waiting(both) == 2);
		Gates.open(both);
		for (int i = 0; i < 2; i++) {
			assertThat(next.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i);
		}
		await().untilAsserted(() -> assertThat(one.ends()).hasSize(3).doesNotHaveDuplicates());
	}

	@Test
	void whatANodeHasGoesOnElsewhereWhenItClosesInGoodOrder() throws Exception {
		Application submitter = application("parallel.pools.shared.auto-start=false");
		Application first = application("parallel.shutdown-timeout=0s");
		String gate = Gates.close();
		TaskFuture<Integer> task = submitter.pool().submit(() -> {
			Gates.pass(gate);
			return 1;
		});
		await().until(() -> Gates.waiting(gate) == 1);
		first.context.close();
		application();
		await().atMost(Duration.ofSeconds(60)).until(() -> Gates.arrived(gate) >= 2);
		Gates.open(gate);
		assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(1);
	}

	@Test
	void aQueuedTaskIsCancelledAtOnceAndARunningOneByItsNode() throws Exception {
		Application submitter = application("parallel.pools.shared.auto-start=false");
		TaskFuture<Integer> queued = submitter.pool().submit(() -> 1);
		assertThat(queued.cancel(true)).isTrue();
		await().until(queued::isCancelled);
		await().until(() -> submitter.ends().equals(List.of(queued.id() + " 21004")));
		application();
		String gate = Gates.close();
		TaskFuture<Integer> running = submitter.pool().submit(() -> {
			Gates.pass(gate);
			return 1;
		});
		await().until(() -> Gates.waiting(gate) == 1);
		assertThat(running.cancel(false)).isFalse();
		assertThat(running.cancel(true)).isTrue();
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> running.get(60, TimeUnit.SECONDS))
			.withMessageContaining(running.id());
		await().untilAsserted(
				() -> assertThat(submitter.ends()).containsExactly(queued.id() + " 21004", running.id() + " 21004"));
	}

	@Test
	void aTagIsCancelledInTheWholeCluster() {
		Application submitter = application("parallel.pools.shared.auto-start=false");
		TaskFuture<Integer> first = submitter.pool().submit(() -> 1, TaskOptions.ofTag("report"));
		TaskFuture<Integer> second = submitter.pool().submit(() -> 1, TaskOptions.ofTag("report"));
		assertThat(application("parallel.pools.shared.auto-start=false").pool().cancelTagged("report", true))
			.isEqualTo(2);
		await().until(() -> first.isCancelled() && second.isCancelled());
	}

	@Test
	void attemptsThatAreChangedMeanwhileHoldForTheNextTask() throws Exception {
		Application one = application("parallel.pools.shared.kind=process",
				"parallel.pools.shared.retry.max-attempts=1", "parallel.pools.shared.retry.quarantine-after=2");
		assertThat(one.pool().settings().retry().maxAttempts()).isEqualTo(1);
		assertThat(died(one)).isEqualTo(1);
		one.pool().change(Map.of(PoolSetting.RETRY_MAX_ATTEMPTS, 2), "test");
		assertThat(died(one)).isEqualTo(2);
	}

	/** How often a task was run that kills its workers. */
	private static int died(Application one) throws Exception {
		TaskFuture<Integer> task = one.pool().submit(() -> {
			Runtime.getRuntime().halt(3);
			return 1;
		});
		try {
			task.get(60, TimeUnit.SECONDS);
			throw new AssertionError("It has not killed its worker.");
		}
		catch (ExecutionException ex) {
			return ((WorkerDiedException) ex.getCause()).result().attempts();
		}
	}

	@Test
	void aTaskThatKillsItsWorkersBecomesADeadLetterOfAll(@TempDir Path directory) throws Exception {
		Application one = application("parallel.pools.shared.kind=process",
				"parallel.pools.shared.retry.max-attempts=2");
		TaskFuture<Integer> task = one.pool().submit(() -> {
			Runtime.getRuntime().halt(3);
			return 1;
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> task.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(WorkerDiedException.class)
			.satisfies(
					(error) -> assertThat(((WorkerDiedException) error.getCause()).result().attempts()).isEqualTo(2));
		Application other = application("parallel.pools.shared.auto-start=false", "parallel.pools.shared.kind=process",
				"parallel.pools.shared.replay.directory=" + directory.resolve("letters"));
		assertThat(other.pool().deadLetters()).extracting((letter) -> letter.id()).containsExactly(task.id());
		Path file = other.context.getBean(ReplayFiles.class).write(other.pool(), task.id());
		assertThat(PoolReplay.of(file).in(one.context).run().text()).contains("31399", "exit code 3");
		assertThat(other.pool().removeDeadLetter(task.id())).isTrue();
		assertThat(one.pool().deadLetters()).isEmpty();
	}

	@Test
	void thePoolOfADeadLetterAloneSendsItAgainOrRemovesIt() {
		Application one = application("parallel.pools.shared.kind=process", "parallel.pools.beside.scope=cluster");
		TaskFuture<Integer> task = one.pool().submit(() -> {
			Runtime.getRuntime().halt(3);
			return 1;
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> task.get(60, TimeUnit.SECONDS));
		ParallelPool beside = one.context.getBean("beside", ParallelPool.class);
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> beside.resend(task.id()))
			.withMessageContainingAll("'beside'", task.id());
		assertThat(beside.removeDeadLetter(task.id())).isFalse();
		assertThat(one.pool().deadLetters()).extracting((letter) -> letter.id()).containsExactly(task.id());
	}

	@Test
	void anOutcomeIsFoundAfterItsSubmitterHasEnded() throws Exception {
		Application submitter = application("parallel.pools.shared.auto-start=false");
		TaskFuture<Integer> task = submitter.pool().submit(() -> 42);
		submitter.context.close();
		assertThat(task).isCompletedExceptionally();
		assertThat(submitter.ends()).isEmpty();
		Application again = application();
		assertThat(again.pool().find(task.id()).orElseThrow().get(60, TimeUnit.SECONDS)).isEqualTo(42);
		assertThat(again.pool().find("unknown")).isEmpty();
	}

	@Test
	void whoIsNamedIsToldByAnotherApplicationOnceTheSubmitterIsCutOff() throws Exception {
		Application submitter = application(DYING, "parallel.pools.shared.auto-start=false");
		Application other = application("parallel.pools.shared.auto-start=false");
		TaskFuture<Integer> first = submitter.pool().submit(() -> 1, TaskOptions.onEnd("mail"));
		TaskFuture<@Nullable String> second = submitter.pool()
			.send("item", String.class, TaskOptions.onEnd("mail").withTag("late"));
		Cluster cluster = submitter.context.getBean(Cluster.class);
		String before = cluster.membership().node();
		submitter.store.down();
		other.pool().start();
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(other.mail).containsExactlyInAnyOrder(first.id() + " 00000 1",
					second.id() + " 00000 item of %s, attempt 1, token 1".formatted(second.id())));
		assertThat(other.ends()).isEmpty();
		await().until(() -> cluster.state() == NodeState.FENCED);
		submitter.store.up();
		// It is told of its own tasks, and leaves the rest to whom has done it.
		assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(1);
		assertThat(second.get(60, TimeUnit.SECONDS)).startsWith("item");
		submitter.pool().join(Duration.ofSeconds(60));
		awaitAnother(submitter, before);
		TaskFuture<Integer> third = submitter.pool().submit(() -> 3, TaskOptions.onEnd("mail"));
		await().untilAsserted(() -> assertThat(submitter.mail).containsExactly(third.id() + " 00000 3"));
		assertThat(other.mail).hasSize(2);
	}

	@Test
	void anotherBuildDoesNotClaimALambda() throws Exception {
		Application submitter = application("parallel.pools.shared.auto-start=false", "parallel.cluster.build=one");
		application("parallel.cluster.build=two");
		TaskFuture<Integer> task = submitter.pool().submit(() -> 42);
		TaskFuture<@Nullable String> item = submitter.pool().send("item", String.class);
		assertThat(item.get(60, TimeUnit.SECONDS)).startsWith("item");
		assertThat(task).isNotDone();
		application("parallel.cluster.build=one");
		assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(42);
	}

	@Test
	void locksAndMapsAreThoseOfAllIfThatIsWanted() throws Exception {
		Application one = application("parallel.cluster.shared=cluster");
		Application other = application("parallel.cluster.shared=cluster");
		Parallel first = one.context.getBean(Parallel.class);
		Parallel second = other.context.getBean(Parallel.class);
		SharedMap<Integer> map = first.map("counts");
		map.merge("a", 1, Integer::sum);
		SharedMap<Integer> same = second.map("counts");
		assertThat(same.merge("a", 1, Integer::sum)).isEqualTo(2);
		first.lock("door").lock();
		try {
			assertThat(second.lock("door").tryLock()).isFalse();
		}
		finally {
			first.lock("door").unlock();
		}
		assertThat(second.lock("door").tryLock(60, TimeUnit.SECONDS)).isTrue();
		second.lock("door").unlock();
	}

	@Test
	void theEndpointShowsTheNameOfTheInstallation() {
		assertThat(described(application("parallel.cluster.name=web-shop")).installation()).isEqualTo("web-shop");
		assertThat(described(application()).installation()).isNull();
	}

	@Test
	void theEndpointShowsNodesAndDrainsThisOne() throws Exception {
		Application one = application();
		Application other = application();
		ParallelPoolsWebExtension endpoint = endpoint(one);
		assertThat(endpoint.read(path("cluster")).getBody()).isInstanceOfSatisfying(ClusterDescription.class,
				(cluster) -> {
					assertThat(cluster.state()).isEqualTo("LIVE");
					assertThat(cluster.nodes()).hasSize(2).filteredOn((node) -> node.self()).hasSize(1);
					assertThat(cluster.pools()).containsOnlyKeys("shared");
				});
		assertThat(endpoint.read(path("shared")).getStatus()).isEqualTo(200);
		assertThat(operate(one, path("cluster"), "stop", null, null, null).getStatus()).isEqualTo(400);
		assertThat(operate(one, path("cluster"), "drain", null, null, null).getStatus()).isEqualTo(200);
		other.context.close();
		TaskFuture<Integer> task = one.pool().submit(() -> 42);
		assertThat(task).isNotDone();
		operate(one, path("cluster"), "resume", null, null, null);
		assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(42);
	}

	private static ParallelPoolsWebExtension endpoint(Application one) {
		return new ParallelPoolsWebExtension(new ParallelPoolsEndpoint(Map.of("shared", one.pool()), List::of),
				new SeenCluster(one.context.getBean(Cluster.class)));
	}

	private static WebEndpointResponse<Object> order(Application one, @Nullable String action,
			@Nullable String... sizes) {
		return operate(one, path("cluster", "shared"), action, (sizes.length > 0) ? sizes[0] : null,
				(sizes.length > 1) ? sizes[1] : null, null);
	}

	private static Object path(String... segments) {
		return segments;
	}

	private static WebEndpointResponse<Object> operate(Application one, Object path, @Nullable String action,
			@Nullable String minSize, @Nullable String maxSize, @Nullable String node) {
		return endpoint(one).operate(SecurityContext.NONE, path, action, minSize, maxSize, null, null, null, null, null,
				node, null, null);
	}

	private static ClusterDescription described(Application one) {
		return (ClusterDescription) endpoint(one).read(path("cluster")).getBody();
	}

	@Test
	void whatOperatorsWantOfAPoolIsDoneByAllNodesAndByThoseThatJoinLater() throws Exception {
		Application one = application();
		Application other = application();
		assertThat(described(one).desiredVersion()).isZero();
		assertThat(order(one, "pause").getStatus()).isEqualTo(202);
		await().until(() -> other.pool().state() == PoolState.PAUSED && one.pool().state() == PoolState.PAUSED);
		assertThat(described(other).desiredVersion()).isEqualTo(1);
		assertThat(described(other).pools().get("shared").desired())
			.isEqualTo(new ClusterDescription.Desired("PAUSED", null, null, "the endpoint"));
		TaskFuture<Integer> task = one.pool().submit(() -> 42);
		Application late = application();
		await().until(() -> late.pool().state() == PoolState.PAUSED);
		assertThat(one.store.find(task.id()).orElseThrow().attempts()).isZero();
		// What one node does by itself holds until the next order.
		late.pool().resume();
		assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(42);
		// Who says the same again is obeyed again, and no size of one node is touched.
		late.pool().resize(0, 4);
		order(other, "pause");
		await().until(() -> late.pool().state() == PoolState.PAUSED);
		assertThat(late.pool().settings().size().max()).isEqualTo(4);
		late.pool().resume();
		assertThat(order(other, "resize", "1", "5").getStatus()).isEqualTo(202);
		await().until(() -> this.applications.stream().allMatch((node) -> node.pool().settings().size().max() == 5));
		assertThat(late.pool().state()).isEqualTo(PoolState.RUNNING);
		assertThat(one.pool().state()).isEqualTo(PoolState.PAUSED);
		order(other, "stop");
		await().until(() -> this.applications.stream().allMatch((node) -> node.pool().state() == PoolState.STOPPED));
		order(one, "start");
		await().until(() -> this.applications.stream().allMatch((node) -> node.pool().state() == PoolState.RUNNING));
		assertThat(described(late).pools().get("shared").desired())
			.isEqualTo(new ClusterDescription.Desired("RUNNING", 1, 5, "the endpoint"));
	}

	@Test
	void anyNodeIsDrainedByItsIdAndStaysSoWhenItJoinsAnew() throws Exception {
		Application one = application();
		Application drained = application();
		String node = drained.context.getBean(Cluster.class).membership().node();
		assertThat(drain(one, "drain", node).getStatus()).isEqualTo(202);
		await().until(() -> isDraining(one, node));
		order(one, "pause");
		await().until(() -> drained.pool().state() == PoolState.PAUSED && one.pool().state() == PoolState.PAUSED);
		drained.pool().resume();
		one.store.leave(node);
		String next = awaitAnother(drained, node);
		await().until(() -> isDraining(one, next)
				&& one.context.getBean(Cluster.class).orders().read().orders().drained().equals(Set.of(next)));
		TaskFuture<Integer> task = one.pool().submit(() -> 42);
		assertThat(one.store.find(task.id()).orElseThrow().node()).isNull();
		assertThat(drain(one, "resume", next).getStatus()).isEqualTo(202);
		assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(42);
	}

	/** Waits until an application is another node than before; returns that node. */
	private static String awaitAnother(Application one, String before) {
		Cluster cluster = one.context.getBean(Cluster.class);
		return await().until(() -> cluster.membership().node(), (node) -> node != null && !node.equals(before));
	}

	@Test
	void aDrainByHandIsAnOrderSoThatTheNextOneHolds() throws Exception {
		Application one = application();
		Cluster cluster = one.context.getBean(Cluster.class);
		String node = cluster.membership().node();
		assertThat(operate(one, path("cluster"), "drain", null, null, null).getStatus()).isEqualTo(200);
		await().until(() -> cluster.orders().read().orders().drained().equals(Set.of(node)));
		TaskFuture<Integer> task = one.pool().submit(() -> 42);
		assertThat(drain(one, "resume", cluster.settings().name()).getStatus()).isEqualTo(202);
		assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(42);
		assertThat(drain(one, "drain", node).getStatus()).isEqualTo(202);
		await().until(() -> isDraining(one, node));
		assertThat(operate(one, path("cluster"), "resume", null, null, null).getStatus()).isEqualTo(200);
		assertThat(one.pool().submit(() -> 43).get(60, TimeUnit.SECONDS)).isEqualTo(43);
		await().until(() -> cluster.orders().read().orders().drained().isEmpty());
	}

	@Test
	void anInstanceIsDrainedByHandWhileTheStoreDoesNotAnswer() throws Exception {
		Application one = application();
		Cluster cluster = one.context.getBean(Cluster.class);
		one.store.down();
		await().until(() -> cluster.state() != NodeState.LIVE);
		assertThat(endpoint(one).read(path("cluster"))).satisfies(refused(409, "does not answer"));
		WebEndpointResponse<Object> drained = operate(one, path("cluster"), "drain", null, null, null);
		assertThat(drained.getStatus()).isEqualTo(200);
		assertThat(drained.getBody()).isInstanceOfSatisfying(ClusterSummary.class,
				(summary) -> assertThat(summary.state()).isNotEqualTo("LIVE"));
		assertThat(endpoint(one).read(path("shared")).getStatus()).isEqualTo(200);
		one.store.up();
		await().until(() -> cluster.state() == NodeState.LIVE
				&& cluster.orders().read().orders().drained().equals(Set.of(cluster.membership().node())));
	}

	private static WebEndpointResponse<Object> drain(Application one, String action, String node) {
		return operate(one, path("cluster"), action, null, null, node);
	}

	private static boolean isDraining(Application one, String node) {
		return described(one).nodes()
			.stream()
			.anyMatch((member) -> member.id().equals(node) && Boolean.TRUE.equals(member.status().get("draining")));
	}

	@Test
	void ordersThatMakeNoSenseAreRefusedWithTheRemedy() {
		Application one = application();
		assertThat(order(one, "explode")).satisfies(refused(400, "'explode'", "pause, resume, start, stop, resize"));
		assertThat(order(one, "resize", "3", "2")).satisfies(refused(400, "'minSize' can't be '3'", "maxSize' is 2"));
		assertThat(order(one, "resize", "1", "many")).satisfies(refused(400, "'maxSize' can't be 'many'"));
		assertThat(order(one, "resize", "1")).satisfies(refused(400, "'maxSize' is missing", "from 1 to 10000"));
		assertThat(operate(one, path("cluster", "other"), "pause", null, null, null))
			.satisfies(refused(404, "no pool 'other'", "[shared]"));
		assertThat(operate(one, path("shared", "shared-1"), "pause", null, null, null))
			.satisfies(refused(404, "DELETE"));
		assertThat(order(one, "resize", "1", "10001")).satisfies(refused(400, "'maxSize' can't be '10001'"));
		assertThat(order(one, null)).satisfies(refused(400, "'action' is missing", "pause, resume"));
		assertThat(drain(one, "drain", "nobody")).satisfies(refused(404, "no node 'nobody'", "(", ")"));
		assertThat(drain(one, "stop", "nobody")).satisfies(refused(400, "'stop'", "drain, resume"));
		assertThat(described(one).desiredVersion()).isZero();
		one.store.down();
		assertThat(order(one, "pause")).satisfies(refused(409, "does not answer"));
		one.store.up();
	}

	private static Consumer<WebEndpointResponse<Object>> refused(int status, String... words) {
		return (answer) -> {
			assertThat(answer.getBody()).asString().contains(words);
			assertThat(answer.getStatus()).isEqualTo(status);
		};
	}

	@Test
	void aPoolOfTheClusterNeedsAStore() {
		PoolContextRunner.with(ParallelClusterAutoConfiguration.class)
			.withPropertyValues("parallel.pools.shared.scope=cluster")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(ClusterConfigurationException.class)
				.hasMessageContaining("scope: cluster"));
	}

	@Test
	void withoutAPoolOfTheClusterThereIsNone() {
		PoolContextRunner.with(ParallelClusterAutoConfiguration.class)
			.withPropertyValues("parallel.pools.own.max-size=1")
			.run((context) -> assertThat(context).doesNotHaveBean(Cluster.class));
	}

	/** An application with a pool of the cluster. */
	private static final class Application {

		private final MemoryClusterStore store;

		private final ConfigurableApplicationContext context;

		private final Listener listener = new Listener();

		private final Queue<String> mail = new ConcurrentLinkedQueue<>();

		Application(MemoryClusterStore store, List<String> properties) {
			this.store = store;
			SpringApplicationBuilder builder = new SpringApplicationBuilder(ParallelClusterAutoConfiguration.class,
					ParallelAutoConfiguration.class)
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.initializers((context) -> {
					GenericApplicationContext generic = (GenericApplicationContext) context;
					generic.registerBean("store", ClusterStore.class, () -> store);
					generic.registerBean("listener", TaskListener.class, () -> this.listener);
					generic.registerBean("mail", TaskCallback.class, () -> this::mailed);
				});
			List<String> all = new ArrayList<>(FAST);
			all.add("parallel.pools.shared.scope=cluster");
			all.add("parallel.pools.shared.max-size=2");
			all.add("parallel.pools.shared.handler=" + Handler.class.getName());
			all.addAll(properties);
			this.context = builder.run(all.stream().map((one) -> "--" + one).toArray(String[]::new));
		}

		ParallelPool pool() {
			return this.context.getBean("shared", ParallelPool.class);
		}

		private void mailed(String id, String pool, TaskResult result, @Nullable Object value) {
			this.mail.add("%s %s %s".formatted(id, result.code(), value));
		}

		List<String> ends() {
			return List.copyOf(this.listener.ends);
		}

	}

	/** Notes what it is told. */
	static final class Listener implements TaskListener {

		private final Queue<String> ends = new ConcurrentLinkedQueue<>();

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.ends.add(id + " " + result.code());
		}

	}

	/** Says what it knows of the task. */
	public static final class Handler implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return "%s of %s, attempt %s, token %s".formatted(item, context.taskId(), context.attempt(),
					context.fencingToken());
		}

	}

}
