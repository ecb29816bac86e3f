package io.github.parallelpools.engine.pool;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.event.Observers;
import io.github.parallelpools.engine.memory.MemoryBudget;
import io.github.parallelpools.engine.radar.HangRadar;
import io.github.parallelpools.engine.run.SteppedLoop;
import io.github.parallelpools.engine.run.WorkerLoop;
import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.engine.time.DirectHelpers;
import io.github.parallelpools.engine.time.ManualClock;
import io.github.parallelpools.engine.time.SteppedSupervisor;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.Work;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pool in which nothing happens by itself. Its clock stands until the test moves it.
 * The supervisor looks when it is told to, and helpers do at once what they are asked.
 * Workers do their next step when the test says so, all in the thread of the test. Where
 * a worker would wait for a call, the test says what happens meanwhile. All parts are the
 * real ones.
 */
final class StillPool {

	/** For as long as it takes. */
	static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

	final ManualClock clock = new ManualClock();

	private final SteppedSupervisor supervisor = new SteppedSupervisor(this.clock);

	/** The shared locks, among them those that tasks need. */
	final SharedStore store = SharedStore.inMemory();

	final List<TaskListener> listeners = new ArrayList<>();

	final PoolAssembly parts;

	/** The pool as users see it. */
	final WorkerPool pool;

	private final Map<WorkerLoop, SteppedLoop> loops = new LinkedHashMap<>();

	private final Deque<Runnable> meanwhile = new ArrayDeque<>();

	/** How long each that waited wanted to wait at most. */
	private final List<Duration> waits = new ArrayList<>();

	StillPool(UnaryOperator<PoolRecipe> recipe) {
		this(WorkerKind.THREAD, ScriptedWorkers.threads().still(), recipe);
	}

	StillPool(WorkerKind kind, WorkerFactory workers, UnaryOperator<PoolRecipe> recipe) {
		Supervisor supervisor = this.supervisor.supervisor();
		PoolServices services = new PoolServices(this.clock, supervisor, DirectHelpers.of(this.clock, supervisor),
				this.store.locks(), Duration.ofMillis(100), new MemoryBudget(MemoryBudget.UNLIMITED, Runnable::run),
				() -> 0, "still");
		this.parts = new PoolAssembly(recipe.apply(PoolRecipe.of("work", kind)).settings(), workers,
				() -> this.listeners, new Scripted(), services, PoolNames.of("work", "still"), Observers.NONE,
				new HangRadar((name) -> false, Clock.systemUTC()));
		this.pool = new WorkerPool(this.parts);
		this.pool.watched().forEach(supervisor::watch);
	}

	/** Starts the pool, which hires its first workers. */
	StillPool started() {
		this.pool.start();
		return this;
	}

	/** Starts the pool, and the workers that it hires first. */
	StillPool opened() {
		started();
		workers().forEach(SteppedLoop::open);
		return this;
	}

	/** Whoever works for the pool at present, in the order in which they were hired. */
	List<SteppedLoop> workers() {
		List<WorkerLoop> present = this.parts.staffing.runners()
			.stream()
			.filter(WorkerLoop.class::isInstance)
			.map(WorkerLoop.class::cast)
			.toList();
		return present.stream().map((loop) -> this.loops.computeIfAbsent(loop, SteppedLoop::new)).toList();
	}

	/** The only worker there is. */
	SteppedLoop worker() {
		List<SteppedLoop> present = workers();
		if (present.size() != 1) {
			throw new AssertionError("There are %s workers".formatted(present.size()));
		}
		return present.get(0);
	}

	List<String> workerIds() {
		return workers().stream().map((worker) -> worker.loop().id()).toList();
	}

	/** Puts a task that returns a value. */
	<T> Execution<T> put(T value) {
		return submit(() -> value);
	}

	<T extends @Nullable Object> Execution<T> submit(TaskCallable<T> task) {
		return (Execution<T>) this.pool.submit(task);
	}

	/** What a task failed with, or was cancelled by. */
	static Throwable failure(Execution<?> task) {
		assertThat(task).isDone();
		return task.handle((value, error) -> error).join();
	}

	/**
	 * What happens when a worker waits the next time; once the first is over, the next.
	 */
	void meanwhile(Runnable happens) {
		this.meanwhile.add(happens);
	}

	/** How long workers wanted to wait at most, each time that one waited. */
	List<Duration> waits() {
		return this.waits;
	}

	/** Time passes, after which the supervisor looks at the pool if it was asked to. */
	void pass(Duration time) {
		this.clock.pass(time);
		this.supervisor.lookIfDue();
	}

	/** The supervisor looks at the pool although nobody has asked for that. */
	void supervise() {
		this.pool.watched().forEach((watched) -> watched.check(this.clock.nanos()));
	}

	PoolState state() {
		return this.pool.state();
	}

	PoolSnapshot.Size size() {
		return this.pool.snapshot().size();
	}

	PoolSnapshot.Totals totals() {
		return this.pool.snapshot().totals();
	}

	/** How many tasks wait, whichever way they came. */
	int queued() {
		return this.pool.snapshot().queue().size();
	}

	/** Whether tasks pass beside the lock at present. */
	boolean isFast() {
		return this.parts.core.lane.isOpen();
	}

	/**
	 * A task arrives on the fast lane by a thread that has seen it open, however long ago
	 * that was.
	 */
	void arriveLate(Execution<?> task) {
		task.accepted(this.parts.core.accepted.incrementAndGet());
		this.parts.core.lane.add(task);
	}

	/** A task of the pool that was not accepted yet. */
	Execution<Object> prepare(TaskCallable<Object> task) {
		return this.pool.prepare(new Work.Call(task));
	}

	/** Nothing waits elsewhere, and whoever waits has the test go on. */
	private final class Scripted implements Feeding.Maker, Feeding, TaskSource {

		@Override
		public Demand demand() {
			return Demand.none();
		}

		@Override
		public Feeding feed(FedPool pool) {
			return this;
		}

		@Override
		public TaskSource source() {
			return this;
		}

		@Override
		public List<Supervisor.Watched> watched() {
			return List.of();
		}

		@Override
		public void resolve() {
		}

		@Override
		public void wake() {
		}

		@Override
		public void refresh() {
		}

		@Override
		public boolean hasNext(WorkerLoop loop) {
			return false;
		}

		@Override
		public @Nullable Execution<?> next(WorkerLoop loop) {
			return null;
		}

		@Override
		public void await(WorkerLoop loop, long nanos) {
			Runnable next = StillPool.this.meanwhile.poll();
			if (next == null) {
				throw new AssertionError("Worker %s would wait".formatted(loop.id()));
			}
			StillPool.this.waits.add(Duration.ofNanos(nanos));
			StillPool.this.parts.core.unlock();
			try {
				next.run();
			}
			finally {
				StillPool.this.parts.core.lockBeside();
			}
		}

		@Override
		public void ended(WorkerLoop loop, Execution<?> task) {
		}

	}

}
