package io.github.parallelpools.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.TaskListener;

/** Makes pools for tests, and closes what they share. */
final class Pools implements AutoCloseable {

	private final WorkerKind kind;

	private final ParallelEngine engine = new ParallelEngine();

	private final List<TaskListener> listeners = new ArrayList<>();

	Pools(WorkerKind kind) {
		this.kind = kind;
	}

	void tell(TaskListener listener) {
		this.listeners.add(listener);
	}

	ParallelPool open(WorkerFactory factory, UnaryOperator<Recipe> recipe) {
		return this.engine.open(recipe.apply(Recipe.standard(this.kind)).settings(), factory, () -> this.listeners);
	}

	@Override
	public void close() {
		this.engine.close();
	}

	record Recipe(WorkerKind kind, int min, int max, Duration release, Duration overtime, OvertimePolicy policy,
			int replacements, int capacity, WhenFull whenFull, boolean autoStop) {

		static Recipe standard(WorkerKind kind) {
			return new Recipe(kind, 0, 2, Duration.ZERO, Duration.ZERO, OvertimePolicy.IGNORE, 1, Integer.MAX_VALUE,
					WhenFull.BLOCK, false);
		}

		Recipe size(int min, int max) {
			return new Recipe(this.kind, min, max, this.release, this.overtime, this.policy, this.replacements,
					this.capacity, this.whenFull, this.autoStop);
		}

		Recipe release(Duration release) {
			return new Recipe(this.kind, this.min, this.max, release, this.overtime, this.policy, this.replacements,
					this.capacity, this.whenFull, this.autoStop);
		}

		Recipe overtime(Duration overtime, OvertimePolicy policy) {
			return new Recipe(this.kind, this.min, this.max, this.release, overtime, policy, this.replacements,
					this.capacity, this.whenFull, this.autoStop);
		}

		Recipe queue(int capacity, WhenFull whenFull) {
			return new Recipe(this.kind, this.min, this.max, this.release, this.overtime, this.policy,
					this.replacements, capacity, whenFull, this.autoStop);
		}

		Recipe stoppingByItself() {
			return new Recipe(this.kind, this.min, this.max, this.release, this.overtime, this.policy,
					this.replacements, this.capacity, this.whenFull, true);
		}

		PoolSettings settings() {
			return new PoolSettings("work", this.kind, new SizeSettings(this.min, this.max, this.release),
					new OvertimeSettings(this.overtime, this.policy, this.replacements, Duration.ofMillis(300)),
					new QueueSettings(this.capacity, this.whenFull), "handler", this.autoStop,
					Map.of("greeting", "hello"));
		}

	}

}
