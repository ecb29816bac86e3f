package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.function.SingletonSupplier;

import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.engine.standalone.StandaloneTasks;
import io.github.parallelpools.engine.standalone.TaskOrder;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.task.CurrentContext;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskHandler;

/**
 * What the application's beans know of the engine apart from pools. Nothing of it is made
 * before it is asked for.
 */
final class ApplicationParallel implements Parallel, DisposableBean {

	private static final String CLOSING = "the application is closing";

	private final SharedObjects shared;

	private final SharedStore store;

	private final DeadlockWatch watch;

	private final Function<String, Optional<ShadowReport>> shadows;

	private final SingletonSupplier<StandaloneTasks> tasks;

	private volatile @Nullable StandaloneTasks made;

	private volatile @Nullable String refusal;

	private volatile boolean closed;

	ApplicationParallel(Supplier<StandaloneTasks> tasks, SharedObjects shared, SharedStore store, DeadlockWatch watch,
			Function<String, Optional<ShadowReport>> shadows) {
		this.shadows = shadows;
		this.shared = shared;
		this.store = store;
		this.watch = watch;
		this.tasks = SingletonSupplier.of(() -> {
			StandaloneTasks first = tasks.get();
			this.made = first;
			return first;
		});
	}

	@Override
	public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
			TaskFunction<I, O> function) {
		return tasksToMake().task(function);
	}

	@Override
	public <I extends @Nullable Object, O extends @Nullable Object> ParallelTask.Builder<I, O> task(
			Class<? extends TaskHandler<I, O>> type) {
		return tasksToMake().task(type);
	}

	/**
	 * The tasks, if one more may be made: nothing is made for it that nobody would close.
	 */
	private StandaloneTasks tasksToMake() {
		String why = this.closed ? CLOSING : this.refusal;
		if (why != null && (this.closed || this.made == null)) {
			throw refused(why);
		}
		try {
			return this.tasks.obtain();
		}
		catch (BeanCreationNotAllowedException ex) {
			throw refused(CLOSING);
		}
	}

	private static PoolStateException refused(String why) {
		return new PoolStateException("No task can be made: %s.".formatted(why));
	}

	@Override
	public List<TaskSnapshot> tasks() {
		StandaloneTasks existing = this.made;
		return (existing != null) ? existing.snapshots() : List.of();
	}

	@Override
	public List<RecordedEvent> taskEvents() {
		StandaloneTasks existing = this.made;
		return (existing != null) ? existing.events() : List.of();
	}

	@Override
	public HangSnapshot taskHangs() {
		StandaloneTasks existing = this.made;
		return (existing != null) ? existing.hangs() : HangSnapshot.NONE;
	}

	@Override
	public boolean pauseTask(String id) {
		return order(id, TaskOrder.PAUSE);
	}

	@Override
	public boolean resumeTask(String id) {
		return order(id, TaskOrder.RESUME);
	}

	@Override
	public boolean stopTask(String id) {
		return order(id, TaskOrder.STOP);
	}

	@Override
	public boolean forceStopTask(String id) {
		return order(id, TaskOrder.FORCE_STOP);
	}

	private boolean order(String id, TaskOrder order) {
		StandaloneTasks existing = this.made;
		return existing != null && existing.order(id, order);
	}

	@Override
	public SharedLock lock(String name) {
		return this.shared.lock(name, CurrentContext::isEnded);
	}

	@Override
	public List<LockSnapshot> locks() {
		return LockAnswers.await(this.store.locks().snapshot(), "The locks could not be listed", "")
			.stream()
			.map((lock) -> lock.named(this.watch::named))
			.toList();
	}

	@Override
	public List<Deadlock> deadlocks() {
		return LockAnswers.await(this.store.locks().deadlocks(), "The deadlocks could not be listed", "")
			.stream()
			.map((deadlock) -> deadlock.named(this.watch::named))
			.toList();
	}

	@Override
	public Optional<String> forceRelease(String name) {
		return LockAnswers.await(this.store.locks().forceRelease(name), "Lock '%s' could not be released", name)
			.map(LockOwner::toString);
	}

	@Override
	public <V> SharedMap<V> map(String tag) {
		return this.shared.map(tag);
	}

	@Override
	public Optional<ShadowReport> shadow(String pool) {
		return this.shadows.apply(pool);
	}

	/** The application is about to end its tasks, for that reason. */
	void applicationStops(String why) {
		this.refusal = why;
	}

	/** Tasks may be made, and start, again. */
	void admit() {
		this.refusal = null;
		StandaloneTasks existing = this.made;
		if (existing != null) {
			existing.admit();
		}
	}

	@Override
	public void destroy() {
		this.closed = true;
	}

	/** The standalone tasks, {@code null} if nobody has asked for one. */
	@Nullable StandaloneTasks existingTasks() {
		return this.made;
	}

}
