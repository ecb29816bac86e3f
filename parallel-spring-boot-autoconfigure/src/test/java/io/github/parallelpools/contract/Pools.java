package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskListener;

/** Makes pools for tests, and closes what they share. */
final class Pools implements AutoCloseable {

	private final WorkerKind kind;

	private final ParallelEngine engine;

	private final List<TaskListener> listeners = new ArrayList<>();

	Pools(WorkerKind kind) {
		this(kind, SharedStore.inMemory());
	}

	Pools(WorkerKind kind, SharedStore shared) {
		this.kind = kind;
		this.engine = new ParallelEngine(shared);
	}

	void tell(TaskListener listener) {
		this.listeners.add(listener);
	}

	ParallelPool open(WorkerFactory factory, UnaryOperator<Recipe> recipe) {
		return this.engine.open(recipe.apply(Recipe.standard(this.kind)).settings(), factory, () -> this.listeners);
	}

	ParallelPool open(WorkerFactory factory, UnaryOperator<Recipe> recipe, Supply supply) {
		return this.engine.open(recipe.apply(Recipe.standard(this.kind)).settings(), factory, () -> this.listeners,
				supply);
	}

	@Override
	public void close() {
		this.engine.close();
	}

	/** What a pool is made from; each method changes one part. */
	static final class Recipe {

		private final WorkerKind kind;

		private String name = "work";

		private SizeSettings size = new SizeSettings(0, 2, Duration.ZERO);

		private Duration overtime = Duration.ZERO;

		private Duration soft = Duration.ZERO;

		private Duration slow = Duration.ZERO;

		private KillBudgetSettings kills = KillBudgetSettings.UNLIMITED;

		private OvertimePolicy policy = OvertimePolicy.IGNORE;

		private Duration grace = Duration.ofMillis(300);

		private QueueSettings queue = QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK);

		private WorkSettings work = WorkSettings.handledBy("handler", Map.of("greeting", "hello"));

		private boolean autoStop;

		private UpkeepSettings upkeep = UpkeepSettings.STANDARD;

		private RetrySettings retry = RetrySettings.STANDARD;

		private Recipe(WorkerKind kind) {
			this.kind = kind;
		}

		static Recipe standard(WorkerKind kind) {
			return new Recipe(kind);
		}

		Recipe size(int min, int max) {
			this.size = new SizeSettings(min, max, this.size.spares(), this.size.releaseTime());
			return this;
		}

		Recipe spares(int spares) {
			this.size = new SizeSettings(this.size.min(), this.size.max(), spares, this.size.releaseTime());
			return this;
		}

		Recipe release(Duration release) {
			this.size = new SizeSettings(this.size.min(), this.size.max(), this.size.spares(), release);
			return this;
		}

		Recipe overtime(Duration overtime, OvertimePolicy policy) {
			this.overtime = overtime;
			this.policy = policy;
			return this;
		}

		/** How long a thread has for its end before it is abandoned. */
		Recipe grace(Duration grace) {
			this.grace = grace;
			return this;
		}

		Recipe softOvertime(Duration soft) {
			this.soft = soft;
			return this;
		}

		Recipe killBudget(KillBudgetSettings budget) {
			this.kills = budget;
			return this;
		}

		Recipe slowAfter(Duration after) {
			this.slow = after;
			return this;
		}

		Recipe queue(int capacity, WhenFull whenFull) {
			return queue(QueueSettings.of(capacity, whenFull));
		}

		Recipe queue(QueueSettings queue) {
			this.queue = queue;
			return this;
		}

		Recipe lock(String lock) {
			this.work = new WorkSettings(this.work.handler(), this.work.args(), lock);
			return this;
		}

		Recipe named(String name) {
			this.name = name;
			return this;
		}

		Recipe work(WorkSettings work) {
			this.work = work;
			return this;
		}

		Recipe retry(int maxAttempts, int quarantineAfter, int deadLetters) {
			this.retry = new RetrySettings(maxAttempts, quarantineAfter, deadLetters);
			return this;
		}

		Recipe stoppingByItself() {
			this.autoStop = true;
			return this;
		}

		Recipe upkeep(UpkeepSettings upkeep) {
			this.upkeep = upkeep;
			return this;
		}

		PoolSettings settings() {
			return new PoolSettings(this.name, this.kind, this.size,
					new OvertimeSettings(this.overtime, this.policy, 1, this.grace, this.soft, this.slow, this.kills),
					this.queue, this.work, this.retry, this.upkeep.withAutoStop(this.autoStop));
		}

	}

}
