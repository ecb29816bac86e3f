package io.github.parallelpools.engine.pool;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.task.TaskListener;

/**
 * Tells the listeners of a pool, and lets none of them harm the others. The listeners are
 * asked for when first needed, so that they may depend on the pool itself.
 */
final class Listeners {

	private static final System.Logger logger = System.getLogger(Listeners.class.getName());

	private final Supplier<List<TaskListener>> source;

	private volatile @Nullable List<TaskListener> resolved;

	Listeners(Supplier<List<TaskListener>> source) {
		this.source = source;
	}

	List<TaskListener> resolve() {
		List<TaskListener> listeners = this.resolved;
		if (listeners == null) {
			listeners = List.copyOf(this.source.get());
			this.resolved = listeners;
		}
		return listeners;
	}

	boolean isEmpty() {
		return resolve().isEmpty();
	}

	void tell(String taskId, Consumer<TaskListener> event) {
		for (TaskListener listener : resolve()) {
			try {
				event.accept(listener);
			}
			catch (Throwable ex) {
				SafeLog.log(logger, System.Logger.Level.ERROR, "Listener " + listener.getClass().getName()
						+ " failed on task " + taskId + "; the task is not affected", ex);
			}
		}
	}

}
