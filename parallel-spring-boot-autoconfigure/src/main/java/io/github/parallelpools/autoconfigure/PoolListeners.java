package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.github.parallelpools.task.TaskListener;

/**
 * Finds who is told of a pool's tasks: its callback first, then the beans that are
 * listeners and no pool's callback.
 */
final class PoolListeners {

	private final ConfigurableListableBeanFactory beans;

	PoolListeners(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Refuses a callback that can't be told.
	 * @param pool the pool
	 */
	void check(ConfiguredPool pool) {
		String callback = pool.properties().callback();
		if (callback == null) {
			return;
		}
		if (!this.beans.containsBean(callback)) {
			throw refusal(pool, callback, "is no bean", "Name a bean of type TaskListener." + Suggestions
				.oneOf(callback, this.beans.getBeanNamesForType(TaskListener.class, true, false), "There are"));
		}
		if (!this.beans.isTypeMatch(callback, TaskListener.class)) {
			Class<?> type = this.beans.getType(callback, false);
			throw refusal(pool, callback,
					"is no TaskListener but %s".formatted((type != null) ? type.getTypeName() : "of unknown type"),
					"Let it implement TaskListener, and declare a bean's method with that type, or name another.");
		}
	}

	private static PoolConfigurationException refusal(ConfiguredPool pool, String callback, String reason,
			String remedy) {
		return new PoolConfigurationException(pool.name(), "callback", callback, reason, remedy);
	}

	/**
	 * What supplies a pool's listeners once they are needed, so that they may depend on
	 * the pool.
	 * @param pool the pool
	 * @param all all configured pools
	 * @return supplies the listeners
	 */
	Supplier<List<TaskListener>> of(ConfiguredPool pool, ConfiguredPools all) {
		return () -> {
			List<TaskListener> listeners = new ArrayList<>();
			TaskListener own = callback(pool);
			if (own != null) {
				listeners.add(own);
			}
			Set<TaskListener> callbacks = Collections.newSetFromMap(new IdentityHashMap<>());
			all.all().forEach((one) -> {
				TaskListener callback = callback(one);
				if (callback != null) {
					callbacks.add(callback);
				}
			});
			this.beans.getBeanProvider(TaskListener.class)
				.orderedStream()
				.filter((listener) -> !callbacks.contains(listener))
				.forEach(listeners::add);
			return listeners;
		};
	}

	private @Nullable TaskListener callback(ConfiguredPool pool) {
		String callback = pool.properties().callback();
		return (callback != null) ? this.beans.getBean(callback, TaskListener.class) : null;
	}

}
