package io.github.parallelpools.engine.pool;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.spi.NamedListeners;
import io.github.parallelpools.task.TaskListener;

/**
 * Tells the listeners of a pool, and lets none of them harm the others. The listeners are
 * asked for when first needed, so that they may depend on the pool itself. Knows also
 * those whom single tasks name.
 */
final class Listeners {

	private static final System.Logger logger = System.getLogger(Listeners.class.getName());

	private final Supplier<List<TaskListener>> source;

	private final NamedListeners named;

	private volatile @Nullable List<TaskListener> resolved;

	/** Whether it is known that there are none. */
	private volatile boolean none;

	Listeners(Supplier<List<TaskListener>> source, NamedListeners named) {
		this.source = source;
		this.named = named;
	}

	List<TaskListener> resolve() {
		List<TaskListener> listeners = this.resolved;
		if (listeners == null) {
			listeners = List.copyOf(this.source.get());
			this.resolved = listeners;
			this.none = listeners.isEmpty();
		}
		return listeners;
	}

	boolean isEmpty() {
		return this.none || resolve().isEmpty();
	}

	/**
	 * Refuses a name that nobody has.
	 * @param name whom a task names, {@code null} for nobody
	 * @throws IllegalArgumentException if there is nobody called so
	 */
	void require(@Nullable String name) {
		if (name != null) {
			this.named.listener(name);
		}
	}

	void tell(String taskId, Consumer<TaskListener> event) {
		for (TaskListener listener : resolve()) {
			tell(listener, taskId, event);
		}
	}

	/**
	 * Tells all, and who is told once if he is named, too.
	 * @param name whom the task names, {@code null} for nobody
	 */
	void tell(@Nullable String name, String taskId, Consumer<TaskListener> event) {
		tell(taskId, event);
		if (name != null) {
			TaskListener listener = this.named.listener(name);
			if (!resolve().contains(listener)) {
				tell(listener, taskId, event);
			}
		}
	}

	private static void tell(TaskListener listener, String taskId, Consumer<TaskListener> event) {
		try {
			event.accept(listener);
		}
		catch (Throwable ex) {
			SafeLog.log(logger, System.Logger.Level.ERROR, "Listener " + listener.getClass().getName()
					+ " failed on task " + taskId + "; the task is not affected", ex);
		}
	}

}
