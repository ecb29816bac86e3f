package io.github.parallelpools.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.MemoryLocks;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Workers that asked for the lock of their pool and do not need it any more. */
@Timeout(60)
class LockGateTests {

	private static final LockOwner OTHER = new LockOwner("test", 1, "test");

	private final MemoryLocks locks = new MemoryLocks();

	private final CountDownLatch again = new CountDownLatch(1);

	private volatile Runnable onGrant = () -> {
	};

	private volatile Runnable onGivingBack = () -> {
	};

	private final ParallelEngine engine = new ParallelEngine(
			new SharedStore(watchedLocks(), SharedStore.inMemory().maps()));

	@AfterEach
	void close() {
		this.engine.close();
	}

	/** Calls the test at the moments at which everything may happen. */
	private LockStore watchedLocks() {
		return (LockStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { LockStore.class },
				(proxy, method, args) -> call(method, args));
	}

	private Object call(Method method, Object[] args) throws Throwable {
		if (method.getName().equals("acquire")) {
			if (this.locks.isHeld((String) args[0], (LockOwner) args[1])) {
				this.again.countDown();
			}
			Runnable granted = (Runnable) args[2];
			return this.locks.acquire((String) args[0], (LockOwner) args[1], () -> {
				this.onGrant.run();
				granted.run();
			});
		}
		if (method.getName().equals("release") && Thread.currentThread().getName().equals("parallel-helper")) {
			this.onGivingBack.run();
		}
		try {
			return method.invoke(this.locks, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private ParallelPool started(Duration releaseTime) {
		PoolSettings settings = new PoolSettings("gated", WorkerKind.THREAD, new SizeSettings(0, 1, releaseTime),
				new OvertimeSettings(Duration.ZERO, OvertimePolicy.IGNORE, 0, Duration.ofMillis(100)),
				QueueSettings.of(100, WhenFull.REJECT), new WorkSettings(null, Map.of(), "gate"), false);
		ParallelPool pool = this.engine.open(settings,
				new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), null, null), List::of);
		pool.start();
		return pool;
	}

	private int waiters() {
		return this.locks.snapshot().stream().mapToInt((lock) -> lock.waiters().size()).sum();
	}

	@Test
	void theLockIsNotTakenAgainBeforeItWasGivenBack() throws Exception {
		this.locks.tryAcquire("gate", OTHER);
		ParallelPool pool = started(Duration.ZERO);
		AtomicReference<TaskFuture<String>> next = new AtomicReference<>();
		TaskFuture<String> cancelled = pool.submit(() -> "cancelled");
		await().until(() -> waiters() == 1);
		this.onGrant = () -> {
			this.onGrant = () -> {
			};
			cancelled.cancel(true);
		};
		this.onGivingBack = () -> {
			this.onGivingBack = () -> {
			};
			next.set(pool.submit(() -> "next"));
			awaitAgain();
		};
		this.locks.release("gate", OTHER);
		await().until(() -> next.get() != null);
		assertThat(next.get().get(30, TimeUnit.SECONDS)).isEqualTo("next");
		assertThat(this.again.getCount()).as("no worker asks for a lock that he has").isOne();
		await().until(() -> this.locks.snapshot().isEmpty());
	}

	/** A worker that does not wait for the lock would be here soon. */
	private void awaitAgain() {
		try {
			this.again.await(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void aWorkerWhoseTaskWasCancelledDoesNotWaitForTheLock() {
		this.locks.tryAcquire("gate", OTHER);
		ParallelPool pool = started(Duration.ofMillis(50));
		TaskFuture<String> task = pool.submit(() -> "never");
		await().until(() -> waiters() == 1);
		assertThat(task.cancel(false)).isTrue();
		await().untilAsserted(() -> assertThat(waiters()).isZero());
		await().untilAsserted(() -> assertThat(pool.workers()).isEmpty());
		assertThat(pool.snapshot().totals().idleReleased()).isEqualTo(1);
	}

}
