package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.CurrentContext;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Tasks that wait for each other's locks are found, whatever kind of worker runs them.
 */
@EachKind
@Timeout(120)
class DeadlockContractTests extends LockFixture {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final LogListener log = LogListener.of(DeadlockWatch.class, this.lines::add);

	private final SharedLock a = lock("a");

	private final SharedLock b = lock("b");

	private final SharedLock c = lock("c");

	private final WorkerKind kind;

	DeadlockContractTests(WorkerKind kind) {
		super(kind);
		this.kind = kind;
	}

	@AfterEach
	void listenNoMore() {
		this.log.close();
	}

	private SharedLock lock(String name) {
		return this.application.lock(name, CurrentContext::isEnded);
	}

	/** Has the first lock when it has arrived, and wants the second when it is let go. */
	private static TaskCallable<String> takes(SharedLock first, SharedLock second, Gate gate) {
		return () -> {
			first.lock();
			try {
				gate.arrive("one more");
				gate.awaitOpen();
				second.lock();
				second.unlock();
				return "had both";
			}
			finally {
				first.unlock();
			}
		};
	}

	private static TaskCallable<String> triesForLong(SharedLock first, SharedLock second, Gate gate) {
		return () -> {
			first.lock();
			try {
				gate.arrive("one more");
				gate.awaitOpen();
				boolean taken = second.tryLock(10, TimeUnit.MINUTES);
				if (taken) {
					second.unlock();
				}
				return "took it: " + taken;
			}
			finally {
				first.unlock();
			}
		};
	}

	private List<Deadlock> present() {
		return this.store.locks().deadlocks().join();
	}

	private String told() {
		await().until(() -> !this.lines.isEmpty());
		assertThat(this.lines).hasSize(1);
		return this.lines.get(0);
	}

	private static List<RecordedEvent> recorded(ParallelPool pool) {
		return pool.events().stream().filter((one) -> one.type() == RecordedEvent.Type.DEADLOCK_FOUND).toList();
	}

	private static String worker(ParallelPool pool, TaskFuture<?> task) {
		return pool.workers()
			.stream()
			.filter((one) -> one.task() != null && one.task().id().equals(task.id()))
			.findFirst()
			.orElseThrow()
			.id();
	}

	@Test
	void twoTasksAreToldOnceWithWorkerAndTask() throws Exception {
		ParallelPool pool = started(2);
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> one = pool.submit(takes(this.a, this.b, gate));
		TaskFuture<String> two = pool.submit(takes(this.b, this.a, gate));
		await().until(() -> gate.arrivals() == 2);
		assertThat(present()).isEmpty();
		gate.open();
		assertThat(told()).startsWith("Deadlock 1: 2 threads wait for each other: ")
			.contains("pool 'work'", "task " + one.id(), "task " + two.id(), worker(pool, one), worker(pool, two),
					"waits for lock 'a'", "waits for lock 'b'", "None of them gives up");
		await().until(() -> recorded(pool).size() == 2);
		assertThat(recorded(pool)).extracting(RecordedEvent::task).containsExactlyInAnyOrder(one.id(), two.id());
		assertThat(recorded(pool)).extracting(RecordedEvent::worker)
			.containsExactlyInAnyOrder(worker(pool, one), worker(pool, two));
		assertThat(present()).hasSize(1);
		one.cancel(true);
		assertThat(two.get(60, TimeUnit.SECONDS)).isEqualTo("had both");
		await().until(() -> present().isEmpty());
		assertThat(this.lines).hasSize(1);
	}

	@Test
	void aTaskAndTheApplicationAreFound() throws Exception {
		ParallelPool pool = started(1);
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> task = pool.submit(takes(this.b, this.a, gate));
		await().until(() -> gate.arrivals() == 1);
		List<String> ends = new CopyOnWriteArrayList<>();
		Thread thread = new Thread(() -> {
			this.a.lock();
			gate.arrive("application");
			this.b.lock();
			ends.add("had both");
			this.b.unlock();
			this.a.unlock();
		}, "clerk");
		thread.start();
		await().until(() -> gate.arrivals() == 2);
		gate.open();
		assertThat(told()).contains("application, thread clerk waits for lock 'b'", "task " + task.id());
		task.cancel(true);
		thread.join();
		assertThat(ends).containsExactly("had both");
		await().until(() -> present().isEmpty());
	}

	@Test
	void aCircleOfThreeIsFoundAndOverWithOneOfThem() throws Exception {
		ParallelPool pool = started(3);
		Gate gate = Gate.in(this.directory);
		List<TaskFuture<String>> tasks = new ArrayList<>();
		tasks.add(pool.submit(takes(this.a, this.b, gate)));
		tasks.add(pool.submit(takes(this.b, this.c, gate)));
		tasks.add(pool.submit(takes(this.c, this.a, gate)));
		await().until(() -> gate.arrivals() == 3);
		gate.open();
		assertThat(told()).contains("3 threads wait for each other")
			.contains(tasks.stream().map(TaskFuture::id).toList());
		pool.killWorker(worker(pool, tasks.get(1)));
		assertThat(tasks.get(0).get(60, TimeUnit.SECONDS)).isEqualTo("had both");
		assertThat(tasks.get(2).get(60, TimeUnit.SECONDS)).isEqualTo("had both");
		await().until(() -> present().isEmpty());
		assertThat(this.lines).hasSize(1);
	}

	@Test
	void anOvertimeEndsIt() throws Exception {
		ParallelPool patient = started(1);
		ParallelPool limited = started(
				(recipe) -> recipe.named("limited").size(0, 1).overtime(Limits.NEVER, OvertimePolicy.KILL));
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> waits = patient.submit(takes(this.a, this.b, gate));
		await().until(() -> gate.arrivals() == 1);
		TaskFuture<String> killed = limited.submit(takes(this.b, this.a, gate));
		await().until(() -> gate.arrivals() == 2);
		gate.open();
		assertThat(told()).contains("pool 'limited'");
		Limits.set(limited, Duration.ofMillis(100));
		assertThat(waits.get(60, TimeUnit.SECONDS)).isEqualTo("had both");
		await().until(killed::isCompletedExceptionally);
		assertThat(limited.snapshot().totals().overtime().killed()).isEqualTo(1);
		await().until(() -> present().isEmpty());
	}

	@Test
	void theLockOfAPoolCounts() throws Exception {
		ParallelPool locked = started((recipe) -> recipe.named("locked").size(0, 1).lock("a"));
		ParallelPool other = started((recipe) -> recipe.named("other").size(0, 1));
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> one = locked.submit(takes(this.c, this.b, gate));
		TaskFuture<String> two = other.submit(takes(this.b, this.a, gate));
		await().until(() -> gate.arrivals() == 2);
		gate.open();
		assertThat(told()).contains("pool 'locked'", "pool 'other'", "task " + one.id(), "task " + two.id());
		await().until(() -> recorded(locked).size() == 1 && recorded(other).size() == 1);
		two.cancel(true);
		assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo("had both");
	}

	@Test
	void aCallerThatIsToRunATaskCounts() throws Exception {
		assumeThat(this.kind).isNotEqualTo(WorkerKind.PROCESS);
		ParallelPool pool = started((recipe) -> recipe.size(0, 1).lock("a").queue(1, WhenFull.CALLER_RUNS));
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> running = pool.submit(takes(this.c, this.b, gate));
		await().until(() -> gate.arrivals() == 1);
		TaskFuture<String> queued = pool.submit(() -> "queued");
		Thread caller = new Thread(() -> {
			this.b.lock();
			pool.submit(() -> "by its caller").join();
			this.b.unlock();
		}, "caller");
		caller.start();
		await().until(() -> waiters() == 1);
		gate.open();
		assertThat(told()).contains("thread caller (pool 'work', worker work-caller-1", "waits for lock 'a'",
				"task " + running.id(), "waits for lock 'b'");
		running.cancel(true);
		assertThat(queued.get(60, TimeUnit.SECONDS)).isEqualTo("queued");
		caller.join();
		assertThat(this.lines).hasSize(1);
	}

	@Test
	void whoWaitsForALimitedTimeIsInItAsWell() throws Exception {
		ParallelPool pool = started(2);
		Gate gate = Gate.in(this.directory);
		TaskFuture<String> one = pool.submit(triesForLong(this.a, this.b, gate));
		TaskFuture<String> two = pool.submit(takes(this.b, this.a, gate));
		await().until(() -> gate.arrivals() == 2);
		gate.open();
		assertThat(told()).endsWith("so that this may end by itself.");
		assertThat(present()).singleElement()
			.satisfies((deadlock) -> assertThat(deadlock.waits()).filteredOn(Deadlock.Wait::timed)
				.extracting(Deadlock.Wait::lock)
				.containsExactly("b"));
		two.cancel(true);
		assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo("took it: true");
	}

	@Test
	void tasksThatOnlyWaitTheirTurnAreInNone() {
		ParallelPool pool = started(3);
		List<TaskFuture<String>> tasks = IntStream.range(0, 90).mapToObj((i) -> pool.send(order(switch (i % 3) {
			case 0 -> Action.TRY_FOR_A_WHILE;
			case 1 -> Action.LOCK;
			default -> Action.REENTER;
		}), String.class)).toList();
		tasks.forEach(TaskFuture::join);
		SharedLock first = this.a;
		SharedLock second = this.b;
		IntStream.range(0, 60).mapToObj((i) -> pool.submit(() -> {
			first.lock();
			second.lock();
			second.unlock();
			first.unlock();
			return i;
		})).toList().forEach(TaskFuture::join);
		assertThat(this.lines).isEmpty();
		assertThat(present()).isEmpty();
	}

}
