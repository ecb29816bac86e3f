package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;

/**
 * Makes a pool in code. Each place that asks for a bean of this type gets one of its own.
 * What is not set here is what {@link ParallelPoolCustomizer} beans say, then what
 * {@code parallel.pools.<name>} says, then {@code parallel.defaults}. The pool starts
 * with the application, or at once if that has started, and ends with it, or when Spring
 * destroys it before. The endpoint, health and metrics know it if it is a bean. Not
 * thread-safe.
 */
public final class PoolBuilder {

	private final @Nullable Function<PoolBuilder, ParallelPool> maker;

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final List<TaskListener> listeners = new ArrayList<>();

	private @Nullable String name;

	private @Nullable TaskHandler<?, ?> handler;

	PoolBuilder(Function<PoolBuilder, ParallelPool> maker) {
		this.maker = maker;
	}

	/** For those who change a pool that is made elsewhere. */
	PoolBuilder(String name) {
		this.maker = null;
		this.name = name;
	}

	/**
	 * Names the pool.
	 * @param changed letters, digits, {@code -}, {@code _} and {@code .}, the first one a
	 * letter or a digit
	 * @return this
	 * @throws IllegalArgumentException if the name is impossible
	 * @throws IllegalStateException if the pool has another name already
	 */
	public PoolBuilder name(String changed) {
		if (!PoolSettings.isName(changed)) {
			throw new IllegalArgumentException(
					"A pool can't have the name '%s'. Use letters, digits, '-', '_' and '.' only, and begin with a letter or a digit."
						.formatted(changed));
		}
		if (this.name != null && !this.name.equals(changed)) {
			throw new IllegalStateException(
					"The pool has the name '%s' already, and can't become '%s'".formatted(this.name, changed));
		}
		this.name = changed;
		return this;
	}

	/**
	 * The pool's name.
	 * @return the name
	 * @throws IllegalStateException if it has none yet
	 */
	public String name() {
		if (this.name == null) {
			throw new IllegalStateException("The pool has no name yet. Call name(...) first.");
		}
		return this.name;
	}

	/**
	 * Says what the workers are.
	 * @param kind threads, virtual threads or forked JVMs
	 * @return this
	 */
	public PoolBuilder kind(WorkerKind kind) {
		return property("kind", kind);
	}

	/**
	 * Says who handles the items that are sent to the pool.
	 * @param named the name of a bean or a class that is a {@link TaskHandler}, or of a
	 * method of one, as in {@code bean#method}
	 * @return this
	 */
	public PoolBuilder handler(String named) {
		this.handler = null;
		return property("handler", named);
	}

	/**
	 * Says who handles the items that are sent to the pool.
	 * @param type a class of which the workers make an instance
	 * @return this
	 */
	public PoolBuilder handler(Class<? extends TaskHandler<?, ?>> type) {
		return handler(type.getName());
	}

	/**
	 * Says who handles the items that are sent to the pool, which must be one of threads.
	 * @param instance handles them, in several threads at once
	 * @return this
	 */
	public PoolBuilder handler(TaskHandler<?, ?> instance) {
		handler(instance.getClass().getName());
		this.handler = instance;
		return this;
	}

	/**
	 * Limits the number of workers.
	 * @param min how many are always kept, 0 or more
	 * @param max how many there are at most, at least 1 and {@code min}
	 * @return this
	 */
	public PoolBuilder size(int min, int max) {
		property("min-size", min);
		return property("max-size", max);
	}

	/**
	 * Limits how long a worker is idle.
	 * @param time after which one beyond the minimal size is released; zero means never
	 * @return this
	 */
	public PoolBuilder workerReleaseTime(Duration time) {
		return property("worker-release-time", time);
	}

	/**
	 * Limits how long a task may run.
	 * @param limit from the start of its execution on; zero means without limit
	 * @param policy what happens to a task that runs for longer
	 * @return this
	 */
	public PoolBuilder workerOvertime(Duration limit, OvertimePolicy policy) {
		property("worker-overtime", limit);
		return property("overtime-policy", policy);
	}

	/**
	 * Limits how many tasks may wait.
	 * @param capacity how many, 1 or more
	 * @param whenFull what happens to one more
	 * @return this
	 */
	public PoolBuilder queue(int capacity, WhenFull whenFull) {
		property("queue.capacity", capacity);
		return property("queue.when-full", whenFull);
	}

	/**
	 * Gives the handler an argument, beside those it has.
	 * @param key its name
	 * @param value its value
	 * @return this
	 */
	public PoolBuilder arg(String key, String value) {
		return property("args[" + key + "]", value);
	}

	/**
	 * Tells somebody of the pool's tasks, beside the beans that are told of all.
	 * @param listener is told
	 * @return this
	 */
	public PoolBuilder listener(TaskListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "A listener can't be null"));
		return this;
	}

	/**
	 * Sets any property of a pool.
	 * @param property its name below {@code parallel.pools.<name>}, as in
	 * {@code process.max-heap}
	 * @param value a value of its type, or a text as in the configuration; the entries of
	 * a map come beside those that it has
	 * @return this
	 * @throws IllegalArgumentException if there is no such property
	 */
	public PoolBuilder property(String property, Object value) {
		ConfigurationPropertyName relative = ConfigurationPropertyName.adapt(property, '.');
		if (!KnownProperties.isValueOfPool(relative)) {
			throw new IllegalArgumentException("A pool has no property '%s'. %s"
				.formatted(property, KnownProperties.suggest(
						PoolName.POOLS.append((this.name != null) ? "[" + this.name + "]" : "name").append(relative))));
		}
		if (value instanceof Map<?, ?> entries && KnownProperties.isMapOfPool(relative)) {
			// A whole map would not count beside entries that are set one by one.
			entries.forEach((key, one) -> put(property + "[" + key + "]", one));
		}
		else {
			put(property, value);
		}
		return this;
	}

	private void put(String property, Object value) {
		this.properties.put(property, Objects.requireNonNull(value, "A value can't be null"));
	}

	/**
	 * Makes the pool.
	 * @return the pool
	 * @throws IllegalStateException if it has no name, or there is a pool of that name,
	 * or this one is only to be changed
	 * @throws RuntimeException if it can't be made as it is set, with the property, the
	 * value and the remedy
	 */
	public ParallelPool build() {
		if (this.maker == null) {
			throw new IllegalStateException(
					"Pool '%s' is made by the library: a customizer only changes it.".formatted(this.name));
		}
		name();
		return this.maker.apply(this);
	}

	/** Takes over all that another one sets. */
	void add(PoolBuilder other) {
		this.properties.putAll(other.properties);
		this.listeners.addAll(other.listeners);
		if (other.properties.containsKey("handler")) {
			this.handler = other.handler;
		}
	}

	Map<String, Object> properties() {
		return this.properties;
	}

	List<TaskListener> listeners() {
		return List.copyOf(this.listeners);
	}

	@Nullable TaskHandler<?, ?> handler() {
		return this.handler;
	}

}
