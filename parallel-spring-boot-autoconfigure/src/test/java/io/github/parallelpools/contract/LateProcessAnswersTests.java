package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.DelegatingLocks;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A worker process whose questions about locks are answered when it is too late, or not
 * as hoped.
 */
@Timeout(120)
class LateProcessAnswersTests {

	private static final IllegalStateException GONE = new IllegalStateException("the store is gone");

	private final KeptLocks locks = new KeptLocks();

	private final SharedStore store = new SharedStore(this.locks, SharedStore.inMemory().maps());

	private final SharedObjects application = new ApplicationObjects(this.store, getClass().getClassLoader());

	private final ProcessHost host = new ProcessHost(null, getClass().getClassLoader(), this.store, this.application);

	private final Pools pools = new Pools(WorkerKind.PROCESS, this.store);

	private final SharedLock lock = this.application.lock("one", () -> false);

	private final ParallelPool pool = this.pools
		.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null), (recipe) -> recipe.size(0, 1));

	@BeforeEach
	void start() {
		this.pool.start();
	}

	@AfterEach
	void close() {
		this.pools.close();
		this.host.close();
	}

	@Test
	void whatIsGrantedToAProcessThatIsGoneIsGivenBack() throws Exception {
		this.locks.keeping = true;
		SharedLock taken = this.lock;
		TaskFuture<Object> waiting = this.pool.submit(() -> {
			taken.lock();
			return null;
		});
		await().until(() -> !this.locks.kept.isEmpty());
		this.locks.failing.set(2);
		ProcessHandle.of(this.pool.workers().get(0).pid()).orElseThrow().destroyForcibly();
		await().until(waiting::isCompletedExceptionally);
		await().until(() -> this.locks.sessionsEnded.get() == 1);
		Kept late = this.locks.kept.remove();
		assertThat(this.locks.locks.tryAcquire("one", late.owner()).join()).isTrue();
		late.request().answer().complete(true);
		await().until(() -> this.locks.truth().isEmpty());
		assertThat(this.locks.failing).as("it was given back again and again").hasValue(0);
	}

	@Test
	void aWorkerThatDiesBetweenTheGrantAndItsTaskKeepsNothing() {
		ParallelPool gated = this.pools.open(new ProcessWorkerFactory(this.host, TestProcesses.settings(), null),
				(recipe) -> recipe.named("gated").size(0, 1).lock("one"));
		gated.start();
		this.locks.keeping = true;
		TaskFuture<String> task = gated.submit(() -> "ran");
		await().until(() -> !this.locks.kept.isEmpty());
		Kept late = this.locks.kept.remove();
		ProcessHandle.of(gated.workers().get(0).pid()).orElseThrow().destroyForcibly();
		await().until(() -> this.locks.sessionsEnded.get() == 1);
		await().until(late.request().cancelled()::isDone);
		assertThat(this.locks.locks.tryAcquire("one", late.owner()).join()).isTrue();
		late.request().answer().complete(true);
		await().until(() -> this.locks.truth().isEmpty());
		await().until(() -> !this.locks.kept.isEmpty());
		Kept next = this.locks.kept.remove();
		assertThat(this.locks.locks.tryAcquire("one", next.owner()).join()).isTrue();
		next.request().answer().complete(true);
		assertThat(task).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("ran");
		await().until(() -> this.locks.truth().isEmpty());
	}

	@Test
	void anAnswerThatDoesNotComeHoldsUpNobody() {
		this.locks.keeping = true;
		SharedLock slow = this.lock;
		SharedLock other = this.application.lock("other", () -> false);
		SharedMap<String> map = this.application.map("map");
		assertThat(this.pool.submit(() -> {
			Thread waiting = new Thread(slow::lock);
			waiting.setDaemon(true);
			waiting.start();
			while (waiting.getState() != Thread.State.WAITING) {
				Thread.onSpinWait();
			}
			map.put("key", "value");
			return other.tryLock() && other.isHeldByCurrentThread() && map.get("key").equals("value");
		}).join()).isTrue();
		await().untilAsserted(() -> assertThat(this.locks.kept).hasSize(1));
	}

	@Test
	void aFailureIsToldInTheProcess() {
		this.locks.failing.set(1);
		SharedLock failing = this.lock;
		assertThat(this.pool.submit(() -> failure(failing::tryLock)).join()).contains("'one' could not be taken")
			.contains("the store is gone");
		this.locks.failing.set(1);
		assertThat(this.pool.submit(() -> failure(failing::lock)).join()).contains("'one' could not be taken");
		AtomicInteger fails = this.locks.failing;
		fails.set(0);
		assertThat(this.pool.submit(() -> failing.tryLock() && failing.isHeldByCurrentThread()).join()).isTrue();
	}

	@Test
	void whatCouldNotBeGivenBackCanBeGivenBackAgain() {
		this.locks.failingToRelease.set(1);
		SharedLock failing = this.lock;
		assertThat(this.pool.submit(() -> {
			failing.lock();
			String told = failure(failing::unlock);
			boolean still = failing.isHeldByCurrentThread();
			failing.unlock();
			return told + still + failing.isHeldByCurrentThread();
		}).join()).contains("'one' could not be given back").endsWith("truefalse");
	}

	private static String failure(Runnable call) {
		try {
			call.run();
			return "";
		}
		catch (SharedLockException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	/**
	 * A request that has no answer.
	 *
	 * @param owner for whom
	 * @param request the request
	 */
	private record Kept(LockOwner owner, DelegatingLocks.KeptRequest request) {
	}

	/** Keeps requests, and fails as it is told. */
	private static final class KeptLocks extends DelegatingLocks {

		private final Queue<Kept> kept = new ConcurrentLinkedQueue<>();

		private final AtomicInteger failing = new AtomicInteger();

		private final AtomicInteger failingToRelease = new AtomicInteger();

		private final AtomicInteger sessionsEnded = new AtomicInteger();

		private volatile boolean keeping;

		private static boolean fails(AtomicInteger left) {
			return left.getAndUpdate((now) -> Math.max(now - 1, 0)) > 0;
		}

		@Override
		public CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner) {
			return fails(this.failing) ? CompletableFuture.failedFuture(GONE) : super.tryAcquire(lock, owner);
		}

		@Override
		public LockRequest acquire(String lock, LockOwner owner) {
			if (fails(this.failing)) {
				throw GONE;
			}
			if (this.keeping) {
				KeptRequest request = new KeptRequest();
				this.kept.add(new Kept(owner, request));
				return request;
			}
			return super.acquire(lock, owner);
		}

		@Override
		public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
			return fails(this.failingToRelease) ? CompletableFuture.failedFuture(GONE) : super.release(lock, owner);
		}

		@Override
		public CompletableFuture<@Nullable Void> releaseSession(LockSession session) {
			if (fails(this.failing)) {
				return CompletableFuture.failedFuture(GONE);
			}
			CompletableFuture<@Nullable Void> done = super.releaseSession(session);
			this.sessionsEnded.incrementAndGet();
			return done;
		}

	}

}
