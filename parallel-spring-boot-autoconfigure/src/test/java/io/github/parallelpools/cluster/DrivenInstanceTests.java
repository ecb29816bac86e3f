package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.fixture.Gates;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What an instance does for pools of the cluster, step by step, and with answers that get
 * lost.
 */
@Timeout(120)
class DrivenInstanceTests {

	private static final String POOL = "shared";

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	private final List<DrivenInstance> instances = new ArrayList<>();

	private final ClusterStore other = this.memory.open();

	@AfterEach
	void close() {
		this.instances.forEach(DrivenInstance::close);
	}

	private DrivenInstance instance() {
		return instance(new ClusterObserver() {
		});
	}

	private DrivenInstance instance(ClusterObserver observer) {
		DrivenInstance made = new DrivenInstance(this.memory, this.time, observer);
		this.instances.add(made);
		return made;
	}

	private StoredTask stored(TaskFuture<?> task) {
		return this.other.find(task.id()).orElseThrow();
	}

	private void awaitEnded(DrivenInstance one, String pool, TaskFuture<?> task) {
		await().until(() -> {
			one.tell(pool);
			one.look();
			return task.isDone();
		});
	}

	@Test
	void aClaimWhoseAnswerIsLostIsGivenBackWhenItWasSeenTwice() throws Exception {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<String> task = pool
			.submit(() -> TaskContext.current().attempt() + " " + TaskContext.current().fencingToken());
		one.answers().lose("claim");
		one.claim(POOL);
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.RUNNING);
		one.pass(SECOND);
		one.keep();
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.RUNNING);
		one.pass(SECOND);
		one.keep();
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.QUEUED);
		one.claim(POOL);
		awaitEnded(one, POOL, task);
		assertThat(task.get()).isEqualTo("1 2");
	}

	@Test
	void aTaskBeginsAtOnceWhereAWorkerIsIdleAndItsEndIsKnownThere() throws Exception {
		DrivenInstance one = instance().beginning();
		ParallelPool pool = one.pool(POOL);
		one.start();
		one.claim(POOL);
		TaskFuture<String> task = pool
			.submit(() -> TaskContext.current().attempt() + " " + TaskContext.current().fencingToken());
		await().until(() -> {
			one.tell(POOL);
			return task.isDone();
		});
		assertThat(task.get()).isEqualTo("1 1");
		await().untilAsserted(() -> assertThat(one.heard()).containsExactly(task.id() + " 00000"));
		await().untilAsserted(() -> {
			one.look();
			assertThat(this.other.find(task.id())).isEmpty();
		});
	}

	@Test
	void noMoreTasksBeginAtOnceThanThereAreWorkers() {
		DrivenInstance one = instance().beginning();
		ParallelPool pool = one.pool(POOL);
		one.start();
		one.claim(POOL);
		String gate = Gates.close();
		List<TaskFuture<?>> tasks = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			tasks.add(pool.submit(() -> {
				Gates.pass(gate);
				return 42;
			}));
		}
		assertThat(tasks).extracting((task) -> stored(task).state())
			.containsExactly(StoredTask.State.RUNNING, StoredTask.State.RUNNING, StoredTask.State.QUEUED);
		assertThat(this.other.mine(one.node())).hasSize(2);
		Gates.open(gate);
		tasks.forEach((task) -> await().until(() -> {
			one.tell(POOL);
			one.claim(POOL);
			return task.isDone();
		}));
	}

	@Test
	void aTaskThatBeganAtOnceWithoutAnAnswerIsGivenBack() throws Exception {
		DrivenInstance one = instance().beginning();
		ParallelPool pool = one.pool(POOL);
		one.start();
		one.claim(POOL);
		one.answers().lose("submit");
		TaskFuture<Integer> task = pool.submit(() -> 42);
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.RUNNING);
		one.pass(SECOND);
		one.keep();
		one.pass(SECOND);
		one.keep();
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.QUEUED);
		one.claim(POOL);
		awaitEnded(one, POOL, task);
		assertThat(task.get()).isEqualTo(42);
	}

	@Test
	void anEndThatIsRefusedHoldsUpNoneOfThoseThatAreToldWithIt() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> good = pool.submit(() -> 42);
		TaskFuture<Integer> bad = pool.submit(() -> 43);
		one.answers().refuse("complete", bad.id());
		one.claim(POOL);
		awaitEnded(one, POOL, good);
		assertThat(stored(bad).state()).isEqualTo(StoredTask.State.RUNNING);
		one.answers().loseNothing();
		awaitEnded(one, POOL, bad);
	}

	@Test
	void anEndWhoseAnswerIsLostIsToldAgain() throws Exception {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> task = pool.submit(() -> 42);
		one.answers().lose("complete").lose("complete");
		one.claim(POOL);
		await().until(() -> {
			one.tell(POOL);
			return one.answers().count() == 2;
		});
		awaitEnded(one, POOL, task);
		assertThat(task.get()).isEqualTo(42);
		await().untilAsserted(() -> assertThat(one.heard()).containsExactly(task.id() + " 00000"));
		one.tell(POOL);
		one.pass(SECOND);
		one.keep();
		one.pass(SECOND);
		one.keep();
		assertThat(this.other.figures(POOL).running()).isZero();
	}

	@Test
	void whateverAnswersAreLostEveryTaskEndsOnce() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		one.answers().loseAtRandom(7, 0.3);
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		while (tasks.size() < 50) {
			try {
				tasks.add(pool.submit(() -> 1));
			}
			catch (RuntimeException ex) {
				// Nobody knows whether it is stored.
			}
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> {
			one.claim(POOL);
			one.tell(POOL);
			one.pass(SECOND);
			one.keep();
			one.look();
			one.miss();
			return tasks.stream().allMatch(TaskFuture::isDone);
		});
		one.answers().loseNothing();
		await().untilAsserted(() -> assertThat(one.heard())
			.containsExactlyInAnyOrderElementsOf(tasks.stream().map((task) -> task.id() + " 00000").toList()));
		assertThat(one.answers().count()).isPositive();
	}

	@Test
	void whatRunsEndsWhenTheInstanceHasBecomeAnotherNode() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		String node = one.node();
		String gate = Gates.close();
		TaskFuture<Integer> task = pool.submit(() -> {
			Gates.pass(gate);
			return 1;
		});
		one.claim(POOL);
		await().until(() -> Gates.waiting(gate) == 1);
		// Only the others find that the lease is over, and it has never been fenced.
		this.time.pass(DrivenInstance.LEASE.plusSeconds(1));
		assertThat(this.other.evict()).containsExactly(node);
		assertThat(this.other.requeue().queued()).containsExactly(task.id());
		one.renew();
		assertThat(one.node()).isNotNull().isNotEqualTo(node);
		await().until(() -> Gates.waiting(gate) == 0);
		// As long as the first run has not quite ended, it is not begun here.
		await().until(() -> {
			one.tell(POOL);
			one.claim(POOL);
			return Gates.waiting(gate) == 1;
		});
		assertThat(stored(task).node()).isEqualTo(one.node());
		Gates.open(gate);
		awaitEnded(one, POOL, task);
	}

	@Test
	void whatIsEndedByFencesInAllItsAttemptsIsADeadLetterThatSaysSo() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		String gate = Gates.close();
		TaskFuture<Integer> task = pool.submit(() -> {
			Gates.pass(gate);
			return 1;
		});
		for (int attempt = 1; attempt <= 3; attempt++) {
			int attempts = attempt;
			one.claim(POOL);
			await().until(() -> Gates.waiting(gate) == 1);
			assertThat(stored(task).attempts()).isEqualTo(attempts);
			one.timers().pass(DrivenInstance.FENCE);
			one.timers().run("fences");
			await().until(() -> {
				one.tell(POOL);
				return stored(task).state() != StoredTask.State.RUNNING;
			});
			await().until(() -> Gates.waiting(gate) == 0);
			one.renew();
		}
		awaitEnded(one, POOL, task);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::get)
			.withCauseInstanceOf(WorkerDiedException.class)
			.withMessageContainingAll("in its attempt 3 of 3", "parallel.cluster.fence");
		assertThat(pool.deadLetters()).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo(task.id());
			assertThat(letter.attempts()).isEqualTo(3);
		});
		Gates.open(gate);
	}

	@Test
	void whatCanBeDecodedNowhereIsAFailureAfterItsAttempts() {
		DrivenInstance one = instance();
		one.pool(POOL);
		one.start();
		submitStrange("strange");
		for (int i = 0; i < 3; i++) {
			one.claim(POOL);
			one.tell(POOL);
		}
		assertThat(this.other.outcomes(List.of("strange"))).singleElement()
			.satisfies((ended) -> assertThat(ended.outcome().code()).isEqualTo("21399"));
	}

	@Test
	void whatCanNotBeDecodedIsLeftToOtherBuildsForAWhile() {
		DrivenInstance one = instance();
		one.pool(POOL);
		one.start();
		String next = UUID.randomUUID().toString();
		this.other.join(new ClusterNode(next, "next", "next build", "{}"), Duration.ofHours(1));
		List.of("strange", "stranger").forEach(this::submitStrange);
		for (int i = 0; i < 5; i++) {
			one.claim(POOL);
			one.tell(POOL);
			assertThat(this.other.find("strange").orElseThrow().state()).isEqualTo(StoredTask.State.QUEUED);
			one.pass(SECOND);
		}
		Claim claim = this.other.claim(next, new ClaimOrder(POOL, Set.of(PoolRules.build("build")), 1, 0)).get(0);
		assertThat(claim.claim().task()).isEqualTo("strange");
		assertThat(claim.counted()).isEqualTo(1);
		one.pass(Duration.ofMinutes(1));
		for (int i = 0; i < 3; i++) {
			one.claim(POOL);
			one.tell(POOL);
		}
		assertThat(this.other.outcomes(List.of("stranger"))).hasSize(1);
	}

	/** A task of this build that no instance can decode. */
	private void submitStrange(String id) {
		this.other.submit(new NewTask(id, POOL, "somebody", 0, PoolRules.build("build"), new byte[] { 9 },
				new NewTask.Rules(3, null, null, false)));
	}

	@Test
	void tasksThatNobodyCanRunAreWarnedOfOnceAndNotWhileAnotherBuildIsThere() {
		List<String> lines = new CopyOnWriteArrayList<>();
		DrivenInstance one = instance();
		one.pool(POOL);
		one.start();
		this.other.submit(new NewTask("left", POOL, "somebody", 0, PoolRules.build("old build"), new byte[] { 1 },
				new NewTask.Rules(3, null, null, false)));
		String old = UUID.randomUUID().toString();
		this.other.join(new ClusterNode(old, "old", "old build", "{}"), Duration.ofHours(1));
		try (LogListener log = LogListener.of(Stranded.class, lines::add)) {
			keepFor(one, 2);
			assertThat(lines).isEmpty();
			this.other.leave(old);
			keepFor(one, 4);
			assertThat(lines).singleElement()
				.asString()
				.contains("1 tasks of pool 'shared' wait in the cluster", "no instance of another build");
		}
	}

	@Test
	void tasksThatWaitForBusyWorkersAreNotWarnedOf() {
		List<String> lines = new CopyOnWriteArrayList<>();
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		String gate = Gates.close();
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			tasks.add(pool.submit(() -> {
				Gates.pass(gate);
				return 1;
			}));
		}
		try (LogListener log = LogListener.of(Stranded.class, lines::add)) {
			keepFor(one, 4);
			Gates.open(gate);
			tasks.forEach((task) -> await().until(() -> {
				one.claim(POOL);
				one.tell(POOL);
				one.look();
				return task.isDone();
			}));
			assertThat(lines).isEmpty();
		}
	}

	private static void keepFor(DrivenInstance one, int halfMinutes) {
		for (int i = 0; i < halfMinutes; i++) {
			one.claim(POOL);
			one.pass(Duration.ofSeconds(31));
			one.claim(POOL);
			one.keep();
		}
	}

	@Test
	void whatIsClaimedWhileTheInstanceIsFencedIsGivenBackUnrun() {
		List<DrivenInstance> self = new ArrayList<>();
		DrivenInstance one = instance(new ClusterObserver() {

			@Override
			public void claimed(Duration took, int tasks) {
				if (tasks > 0 && self.get(0).node() != null) {
					self.get(0).timers().pass(DrivenInstance.FENCE);
				}
			}

		});
		self.add(one);
		ParallelPool pool = one.pool(POOL);
		one.start();
		String gate = Gates.close();
		TaskFuture<Integer> task = pool.submit(() -> {
			Gates.pass(gate);
			return 1;
		});
		one.claim(POOL);
		one.tell(POOL);
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.QUEUED);
		assertThat(stored(task).attempts()).isZero();
		assertThat(Gates.arrived(gate)).isZero();
	}

	@Test
	void aRunThatOutlivesItsNodeKeepsTheTaskFromBeingClaimedAgainAndAgain() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, false);
		one.start();
		String gate = Gates.close();
		TaskFuture<Integer> task = pool.submit(() -> {
			Gates.pass(gate);
			return 1;
		});
		one.claim(POOL);
		await().until(() -> Gates.waiting(gate) == 1);
		this.time.pass(DrivenInstance.LEASE.plusSeconds(1));
		this.other.evict();
		this.other.requeue();
		one.renew();
		one.claim(POOL);
		one.claim(POOL);
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.RUNNING);
		one.tell(POOL);
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.QUEUED);
		assertThat(Gates.arrived(gate)).isEqualTo(1);
		Gates.open(gate);
		await().until(() -> {
			one.claim(POOL);
			one.tell(POOL);
			one.look();
			return task.isDone();
		});
	}

	@Test
	void anInstanceWhoseWorkersDoNotStartLeavesTasksToOthers() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL, true, ScriptedWorkers.threads().onOpen((worker) -> {
			throw new WorkerStartException("nothing starts here", null);
		}));
		one.start();
		for (int i = 0; i < 5; i++) {
			pool.submit(() -> 1);
		}
		one.claim(POOL);
		await().until(() -> pool.snapshot().startFailures() != null);
		// What it claimed before it knew.
		assertThat(this.other.figures(POOL).running()).isEqualTo(2);
		one.claim(POOL);
		assertThat(this.other.figures(POOL).running()).isEqualTo(2);
		DrivenInstance second = instance();
		ParallelPool broken = second.pool(POOL, true, ScriptedWorkers.threads().onOpen((worker) -> {
			throw new WorkerStartException("nothing starts here either", null);
		}));
		second.start();
		broken.resize(1, 2);
		await().until(() -> broken.snapshot().startFailures() != null);
		second.claim(POOL);
		second.claim(POOL);
		assertThat(this.other.figures(POOL).running()).isEqualTo(3);
	}

	@Test
	void anEndThatTheStoreDoesNotTakeHoldsUpNoOther() throws Exception {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		String gate = Gates.close();
		List<TaskFuture<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			tasks.add(pool.submit(() -> {
				Gates.pass(gate);
				return 1;
			}));
		}
		one.claim(POOL);
		await().until(() -> Gates.waiting(gate) == 2);
		Gates.open(gate);
		await().until(() -> pool.snapshot().size().busy() == 0);
		one.answers().refuse("complete", tasks.get(0).id());
		await().until(() -> {
			one.tell(POOL);
			one.look();
			return tasks.get(1).isDone();
		});
		assertThat(tasks.get(0)).isNotDone();
		one.answers().loseNothing();
		awaitEnded(one, POOL, tasks.get(0));
	}

	/** Has the store told again and again, until it has refused ends for good. */
	private static void tellUntil(DrivenInstance one, RefusedEnds refused, int times) {
		await().pollInterval(Duration.ofMillis(1)).until(() -> {
			one.tell(POOL);
			one.renew();
			return refused.all().size() >= times;
		});
	}

	@Test
	void anEndThatTheStoreRefusesForGoodIsAFailure() {
		RefusedEnds refused = new RefusedEnds();
		DrivenInstance one = instance(refused);
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> task = pool.submit(() -> 1);
		one.answers().refuse("complete", "code=00000");
		one.claim(POOL);
		tellUntil(one, refused, 1);
		assertThat(refused.all()).containsExactly(POOL + " " + task.id() + " true");
		awaitEnded(one, POOL, task);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> task.get(1, TimeUnit.SECONDS))
			.withMessageContaining("has run and ended with 00000")
			.withMessageContaining("'complete' is refused");
		await().untilAsserted(() -> assertThat(one.heard()).containsExactly(task.id() + " 21399"));
	}

	@Test
	void ofATaskOfWhichItRefusesAllItIsToldNothingMoreAndOthersEnd() throws Exception {
		RefusedEnds refused = new RefusedEnds();
		DrivenInstance one = instance(refused);
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> first = pool.submit(() -> 1);
		TaskFuture<Integer> second = pool.submit(() -> 2);
		one.answers().refuse("complete", first.id());
		one.claim(POOL);
		tellUntil(one, refused, 2);
		assertThat(refused.all()).containsExactly(POOL + " " + first.id() + " true",
				POOL + " " + first.id() + " false");
		awaitEnded(one, POOL, second);
		assertThat(second.get(1, TimeUnit.SECONDS)).isEqualTo(2);
		one.answers().loseNothing();
		one.tell(POOL);
		one.keep();
		one.pass(SECOND.multipliedBy(3));
		one.keep();
		one.pass(SECOND.multipliedBy(3));
		one.keep();
		assertThat(first).isNotDone();
		assertThat(stored(first).state()).as("it does not run again here").isEqualTo(StoredTask.State.RUNNING);
	}

	@Test
	void anOutageRefusesNothingForGood() throws Exception {
		RefusedEnds refused = new RefusedEnds();
		DrivenInstance one = instance(refused);
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> task = pool.submit(() -> 1);
		one.answers().refuse("complete", task.id());
		one.claim(POOL);
		await().until(() -> pool.snapshot().totals().completed() == 1);
		for (int i = 0; i < 3 * Refusals.MOST; i++) {
			one.tell(POOL);
		}
		one.answers().loseNothing();
		awaitEnded(one, POOL, task);
		assertThat(task.get(1, TimeUnit.SECONDS)).isEqualTo(1);
		assertThat(refused.all()).isEmpty();
	}

	@Test
	void anOutcomeIsKeptUntilItWasTold() {
		CountDownLatch release = new CountDownLatch(1);
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.listener(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		});
		one.start();
		TaskFuture<Integer> task = pool.submit(() -> 1);
		one.claim(POOL);
		awaitEnded(one, POOL, task);
		one.look();
		assertThat(stored(task).state()).isEqualTo(StoredTask.State.ENDED);
		release.countDown();
		await().until(() -> {
			one.look();
			return this.other.find(task.id()).isEmpty();
		});
	}

	@Test
	void aTaskThatTheStoreHasLostEndsAsUnknown() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> task = pool.submit(() -> 1);
		TaskFuture<Integer> kept = pool.submit(() -> 1);
		this.memory.lose(task.id());
		one.miss();
		one.pass(Duration.ofSeconds(10));
		one.miss();
		one.miss();
		assertThat(task).isNotDone();
		one.pass(Duration.ofSeconds(2));
		one.miss();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> task.get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(WorkerDiedException.class)
			.withMessageContainingAll(task.id(), POOL, "is not in the store of the cluster any more",
					"submit it again");
		await().untilAsserted(() -> assertThat(one.heard()).containsExactly(task.id() + " 31399"));
		assertThat(kept).isNotDone();
	}

	@Test
	void aTaskThatIsMissedOnceIsNotLost() {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		TaskFuture<Integer> task = pool.submit(() -> 1);
		NewTask stored = stored(task).task();
		this.memory.lose(task.id());
		one.pass(Duration.ofSeconds(10));
		one.miss();
		this.other.submit(stored);
		one.pass(Duration.ofSeconds(2));
		one.miss();
		one.pass(Duration.ofSeconds(2));
		one.miss();
		assertThat(task).isNotDone();
	}

	@Test
	void whoWaitsForTheTaskOfAnotherLearnsThatItsOutcomeIsGone() {
		DrivenInstance submitter = instance();
		ParallelPool pool = submitter.pool(POOL);
		submitter.start();
		DrivenInstance finder = instance();
		ParallelPool same = finder.pool(POOL);
		finder.start();
		TaskFuture<Integer> task = pool.submit(() -> 42);
		TaskFuture<@Nullable Object> found = same.find(task.id()).orElseThrow();
		submitter.claim(POOL);
		awaitEnded(submitter, POOL, task);
		await().until(() -> {
			submitter.look();
			return this.other.find(task.id()).isEmpty();
		});
		finder.pass(Duration.ofSeconds(10));
		finder.miss();
		finder.pass(Duration.ofSeconds(2));
		finder.miss();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> found.get(60, TimeUnit.SECONDS))
			.withMessageContainingAll(task.id(), "Its submitter has got its outcome");
		assertThat(finder.heard()).isEmpty();
	}

	@Test
	void aTagIsCancelledWithoutEndingWhatRuns() throws Exception {
		DrivenInstance one = instance();
		ParallelPool pool = one.pool(POOL);
		one.start();
		String gate = Gates.close();
		TaskFuture<Integer> running = pool.submit(() -> {
			Gates.pass(gate);
			return 1;
		}, TaskOptions.ofTag("report"));
		one.claim(POOL);
		await().until(() -> Gates.waiting(gate) == 1);
		TaskFuture<Integer> queued = pool.submit(() -> 1, TaskOptions.ofTag("report"));
		assertThat(pool.cancelTagged("report", false)).isEqualTo(1);
		one.pass(SECOND);
		one.keep();
		one.look();
		await().until(queued::isCancelled);
		assertThat(Gates.waiting(gate)).isEqualTo(1);
		Gates.open(gate);
		awaitEnded(one, POOL, running);
		assertThat(running.get()).isEqualTo(1);
	}

	@Test
	void theOldestDeadLettersMakeRoom() {
		DrivenInstance one = instance();
		one.pool(POOL);
		one.start();
		List<String> letters = List.of("first", "second", "third");
		letters.forEach(this::bury);
		assertThat(this.other.figures(POOL).dead()).isEqualTo(3);
		one.pass(Duration.ofSeconds(31));
		one.keep();
		assertThat(this.other.deadLetters(POOL, 9)).extracting((letter) -> letter.task().id()).containsExactly("third");
	}

	private void bury(String id) {
		String node = UUID.randomUUID().toString();
		this.other.join(new ClusterNode(node, "other", "build", "{}"), Duration.ofHours(1));
		this.other.submit(new NewTask(id, POOL, node, 0, "work", new byte[1], new NewTask.Rules(1, null, null, false)));
		Claim claim = this.other.claim(node, new ClaimOrder(POOL, Set.of("work"), 1, 0)).get(0);
		assertThat(this.other.complete(claim.claim(), ClusterOutcome.deadWith())).isTrue();
	}

	@Test
	void anEvictionWhoseAnswerIsLostHasItsTasksQueuedAtOnce() {
		DrivenInstance one = instance();
		one.pool(POOL);
		one.start();
		String node = UUID.randomUUID().toString();
		this.other.join(new ClusterNode(node, "other", "build", "{}"), SECOND);
		this.other
			.submit(new NewTask("task", POOL, node, 0, "work", new byte[1], new NewTask.Rules(2, null, null, false)));
		assertThat(this.other.claim(node, new ClaimOrder(POOL, Set.of("work"), 1, 0))).hasSize(1);
		one.keep();
		one.pass(Duration.ofSeconds(2));
		one.answers().lose("evict");
		one.keep();
		assertThat(this.other.figures(POOL).queued()).isZero();
		one.keep();
		assertThat(this.other.figures(POOL).queued()).isEqualTo(1);
	}

	@Test
	void anInstanceThatIsToldNothingLooksOften() {
		this.memory.losesNotices(true);
		DrivenInstance one = instance();
		one.pool(POOL);
		one.start();
		assertThat(one.timers().repeats("looks-often")).isTrue();
		this.memory.losesNotices(false);
		one.keep();
		assertThat(one.timers().repeats("looks-often")).isFalse();
	}

	@Test
	void aSlowListenerHoldsUpItsPoolOnly() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		DrivenInstance one = instance();
		one.listener(new TaskListener() {

			@Override
			public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
				if (pool.equals("slow")) {
					try {
						release.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
			}

		});
		ParallelPool slow = one.pool("slow");
		ParallelPool fast = one.pool("fast");
		one.start();
		try {
			List<TaskFuture<Integer>> many = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				many.add(slow.submit(() -> 1));
			}
			await().until(() -> {
				one.claim("slow");
				one.tell("slow");
				return this.other.figures("slow").queued() + this.other.figures("slow").running() == 0;
			});
			one.look();
			TaskFuture<Integer> task = fast.submit(() -> 2);
			one.claim("fast");
			awaitEnded(one, "fast", task);
			assertThat(task.get()).isEqualTo(2);
			await().until(() -> one.heard().contains(task.id() + " 00000"));
			assertThat(many).anyMatch((other) -> !other.isDone());
		}
		finally {
			release.countDown();
		}
	}

}
