package io.github.parallelpools.engine.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.engine.memory.MemoryBudget;
import io.github.parallelpools.engine.radar.HangRadar;
import io.github.parallelpools.engine.time.HelperThreads;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.fixture.OwnThread;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.worker.thread.LoopThreads;
import io.github.parallelpools.worker.thread.ThreadWorkerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a pool of threads tells of itself, and in which threads. */
@Timeout(60)
class ToldEventsTests {

	private static final UpkeepSettings KEPT = UpkeepSettings.STANDARD;

	private final List<PoolEvent> told = new CopyOnWriteArrayList<>();

	/** Those that were told under the pool's lock or on the supervisor. */
	private final List<PoolEvent> wronglyTold = new CopyOnWriteArrayList<>();

	private final CountDownLatch never = new CountDownLatch(1);

	private final Supervisor supervisor = new Supervisor(Ticker.SYSTEM);

	private final SharedStore shared = SharedStore.inMemory();

	private WorkerPool pool;

	private WorkerPool open(SizeSettings size, OvertimeSettings overtime, UpkeepSettings upkeep) {
		HelperThreads helpers = new HelperThreads(Ticker.SYSTEM, this.supervisor, HelperThreads::thread);
		PoolServices services = new PoolServices(Ticker.SYSTEM, this.supervisor, helpers, this.shared.locks(),
				Duration.ofMillis(100), new MemoryBudget(MemoryBudget.UNLIMITED, helpers), () -> 0, "one");
		PoolSettings settings = new PoolSettings("told", WorkerKind.THREAD, size, overtime,
				QueueSettings.of(100, WhenFull.BLOCK), WorkSettings.SUBMITTED, RetrySettings.STANDARD, upkeep);
		this.pool = PoolAssembly.hidden(settings,
				new ThreadWorkerFactory(LoopThreads.platform(getClass().getClassLoader()), null, null), List::of,
				services, PoolNames.of("told", "one"), List.of(subscriber()),
				new HangRadar((name) -> false, Clock.systemUTC()));
		this.pool.watched().forEach(this.supervisor::watch);
		this.supervisor.start();
		this.pool.start();
		return this.pool;
	}

	private WorkerPool open(SizeSettings size) {
		return open(size, new OvertimeSettings(Duration.ZERO, OvertimePolicy.IGNORE, 0, Duration.ofSeconds(1)), KEPT);
	}

	/** Hears everything, whatever there may be. */
	private PoolSubscriber subscriber() {
		InvocationHandler handler = (proxy, method, args) -> {
			if (args == null) {
				return true;
			}
			PoolEvent event = (PoolEvent) args[0];
			if (this.supervisor.isCurrentThread() || isUnderTheLock()) {
				this.wronglyTold.add(event);
			}
			this.told.add(event);
			return null;
		};
		return (PoolSubscriber) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { PoolSubscriber.class }, handler);
	}

	/** Whether nobody else can have a look at the pool. */
	private boolean isUnderTheLock() throws Exception {
		CompletableFuture<Object> look = CompletableFuture.supplyAsync(this.pool::snapshot, OwnThread::run);
		try {
			return look.get(30, TimeUnit.SECONDS) == null;
		}
		catch (TimeoutException ex) {
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@AfterEach
	void close() {
		this.never.countDown();
		this.pool.forceStop();
		this.supervisor.close();
	}

	private <E extends PoolEvent> E awaitTold(Class<E> type) {
		await().until(() -> this.told.stream().anyMatch(type::isInstance));
		return this.told.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
	}

	private String awaitWorker(String task) {
		return await().until(() -> this.pool.workers()
			.stream()
			.filter((worker) -> worker.task() != null && worker.task().id().equals(task))
			.findFirst()
			.map((worker) -> worker.id())
			.orElse(null), (id) -> id != null);
	}

	private TaskFuture<Object> hang() {
		return this.pool.submit(() -> {
			this.never.await();
			return null;
		});
	}

	@Test
	void theLifeOfAPoolIsTold() throws Exception {
		open(new SizeSettings(1, 1, Duration.ZERO));
		TaskFuture<Integer> task = this.pool.submit(() -> 1);
		assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(1);
		awaitTold(PoolEvent.TaskTold.class);
		this.pool.stop(Duration.ofSeconds(30));
		await().untilAsserted(() -> assertThat(this.told.stream().filter(PoolEvent.Moved.class::isInstance))
			.containsExactlyInAnyOrder(new PoolEvent.Moved(PoolState.NEW, PoolState.STARTING),
					new PoolEvent.Moved(PoolState.STARTING, PoolState.RUNNING),
					new PoolEvent.Moved(PoolState.RUNNING, PoolState.STOPPING),
					new PoolEvent.Moved(PoolState.STOPPING, PoolState.STOPPED)));
		assertThat(this.told).contains(new PoolEvent.WorkerStarted("told-1", null),
				new PoolEvent.WorkerEnded("told-1", 1), new PoolEvent.TaskTold(task.id()));
		assertThat(awaitTold(PoolEvent.TaskEnded.class).result().isSuccess()).isTrue();
		assertThat(this.wronglyTold).isEmpty();
	}

	@Test
	void aWorkerThatWasIdleIsReleased() throws Exception {
		open(new SizeSettings(0, 1, Duration.ofMillis(10)));
		this.pool.submit(() -> 1).get(30, TimeUnit.SECONDS);
		assertThat(awaitTold(PoolEvent.WorkerReleased.class).worker()).isEqualTo("told-1");
		assertThat(this.wronglyTold).isEmpty();
	}

	@Test
	void aWorkerThatHasDoneEnoughIsRecycled() throws Exception {
		open(new SizeSettings(1, 1, Duration.ZERO),
				new OvertimeSettings(Duration.ZERO, OvertimePolicy.IGNORE, 0, Duration.ofSeconds(1)),
				new UpkeepSettings(Duration.ofMinutes(1), new RecycleSettings(1, Duration.ZERO, 0)));
		this.pool.submit(() -> 1).get(30, TimeUnit.SECONDS);
		assertThat(awaitTold(PoolEvent.WorkerRecycled.class).worker()).isEqualTo("told-1");
		assertThat(this.wronglyTold).isEmpty();
	}

	@Test
	void aWorkerThatIsKilledByHandIsTold() {
		open(new SizeSettings(0, 1, Duration.ZERO));
		TaskFuture<?> task = hang();
		this.pool.killWorker(awaitWorker(task.id()));
		assertThat(awaitTold(PoolEvent.WorkerKilled.class).worker()).isEqualTo("told-1");
		assertThat(this.wronglyTold).isEmpty();
	}

	@Test
	void aSubstituteIsToldBesideTheOvertime() {
		open(new SizeSettings(0, 1, Duration.ZERO), new OvertimeSettings(Duration.ofMillis(50), OvertimePolicy.REPLACE,
				1, Duration.ofSeconds(1), Duration.ofMillis(20)), KEPT);
		TaskFuture<?> task = this.pool.submit(() -> {
			while (true) {
				try {
					this.never.await();
					return null;
				}
				catch (InterruptedException ex) {
					// It does not end when it is asked to.
				}
			}
		});
		assertThat(awaitTold(PoolEvent.TaskAsked.class))
			.isEqualTo(new PoolEvent.TaskAsked(task.id(), "told-1", Duration.ofMillis(20)));
		PoolEvent.TaskOvertime overtime = awaitTold(PoolEvent.TaskOvertime.class);
		assertThat(overtime.task()).isEqualTo(task.id());
		assertThat(overtime.policy()).isEqualTo(OvertimePolicy.REPLACE);
		assertThat(awaitTold(PoolEvent.WorkerReplaced.class))
			.isEqualTo(new PoolEvent.WorkerReplaced("told-1", task.id()));
		assertThat(this.wronglyTold).isEmpty();
	}

	@Test
	void aWorkerThatIgnoresItsKillIsAbandoned() {
		open(new SizeSettings(0, 1, Duration.ZERO),
				new OvertimeSettings(Duration.ofMillis(50), OvertimePolicy.KILL, 0, Duration.ofMillis(50)), KEPT);
		this.pool.submit(() -> {
			while (this.never.getCount() > 0) {
				Thread.onSpinWait();
			}
			return null;
		});
		assertThat(awaitTold(PoolEvent.WorkerAbandoned.class).worker()).isEqualTo("told-1");
		assertThat(this.wronglyTold).isEmpty();
	}

}
