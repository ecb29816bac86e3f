package io.github.parallelpools.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.github.parallelpools.spi.NamedListeners;
import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

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
		String fault = fault(callback);
		if (fault != null) {
			throw new PoolConfigurationException(pool.name(), "callback", callback, fault, remedy(callback));
		}
	}

	/** Why a bean can't be told, {@code null} if it can. */
	private @Nullable String fault(String bean) {
		if (!this.beans.containsBean(bean)) {
			return "is no bean";
		}
		if (!this.beans.isTypeMatch(bean, TaskListener.class) && !this.beans.isTypeMatch(bean, TaskCallback.class)) {
			Class<?> type = this.beans.getType(bean, false);
			return "is no TaskListener or TaskCallback but %s"
				.formatted((type != null) ? type.getTypeName() : "of unknown type");
		}
		return null;
	}

	private String remedy(String bean) {
		return this.beans.containsBean(bean)
				? "Let it implement one of them, and declare a bean's method with that type, or name another."
				: "Name a bean of type TaskListener or TaskCallback."
						+ Suggestions.oneOf(bean, candidates(), "There are");
	}

	private String[] candidates() {
		return Stream.of(TaskListener.class, TaskCallback.class)
			.flatMap((type) -> Arrays.stream(this.beans.getBeanNamesForType(type, true, false)))
			.distinct()
			.toArray(String[]::new);
	}

	/**
	 * What supplies a pool's listeners once they are needed, so that they may depend on
	 * the pool.
	 * @param pool the pool
	 * @param own its own listeners that are no beans
	 * @param all all configured pools
	 * @return supplies the listeners
	 */
	Supplier<List<TaskListener>> of(ConfiguredPool pool, List<TaskListener> own, ConfiguredPools all) {
		return () -> {
			List<TaskListener> listeners = new ArrayList<>(own);
			Object named = callback(pool);
			if (named != null) {
				listeners.add(listener(named));
			}
			Set<Object> callbacks = Collections.newSetFromMap(new IdentityHashMap<>());
			all.all().forEach((one) -> {
				Object callback = callback(one);
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

	/**
	 * The beans that single tasks of a pool may name.
	 * @param pool the pool's name
	 */
	NamedListeners named(String pool) {
		return new Named(pool);
	}

	private @Nullable Object callback(ConfiguredPool pool) {
		String callback = pool.properties().callback();
		return (callback != null) ? this.beans.getBean(callback) : null;
	}

	@SuppressWarnings("unchecked") // What a pool's tasks return is the user's business
	private static TaskListener listener(Object callback) {
		return (callback instanceof TaskListener listener) ? listener
				: new CallbackListener((TaskCallback<@Nullable Object>) callback);
	}

	/** The beans that single tasks of a pool may name. */
	private final class Named implements NamedListeners {

		private final String pool;

		/** Found before, so that nobody asks for beans while the application ends. */
		private final Map<String, TaskListener> found = new ConcurrentHashMap<>();

		Named(String pool) {
			this.pool = pool;
		}

		@Override
		public TaskListener listener(String name) {
			TaskListener known = this.found.get(name);
			if (known != null) {
				return known;
			}
			String fault = fault(name);
			if (fault != null) {
				throw new IllegalArgumentException("Pool '%s' can't tell '%s' of the end of a task ('onEnd'): it %s. %s"
					.formatted(this.pool, name, fault, remedy(name)));
			}
			TaskListener made = PoolListeners.listener(PoolListeners.this.beans.getBean(name));
			this.found.put(name, made);
			return made;
		}

		@Override
		public Set<String> names() {
			return Set.of(candidates());
		}

	}

	/** Tells a callback, whose tasks have the pool's name. */
	private record CallbackListener(TaskCallback<@Nullable Object> callback) implements TaskListener {

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.callback.ended(id, pool, result, value);
		}

	}

}
