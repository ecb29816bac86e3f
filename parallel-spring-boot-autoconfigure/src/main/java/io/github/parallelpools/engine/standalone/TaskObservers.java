package io.github.parallelpools.engine.standalone;

import java.util.List;

import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.pool.TaskSettings;

/**
 * Who looks at standalone tasks from outside. Asked by several threads.
 */
public interface TaskObservers {

	/** Nobody, and nothing is known of the application. */
	TaskObservers NONE = new TaskObservers() {

		@Override
		public List<PoolSubscriber> of(TaskSettings task) {
			return List.of();
		}

		@Override
		public boolean isOfApplication(String className) {
			return false;
		}

	};

	/**
	 * Who looks at one run. Throws nothing.
	 * @param task the task
	 * @return those who are told of what happens in it
	 */
	List<PoolSubscriber> of(TaskSettings task);

	/**
	 * Whether a class is the application's own, so that it is known where in its code a
	 * task hangs. Asked by helper threads.
	 * @param className the name of the class
	 * @return {@code true} if it is
	 */
	boolean isOfApplication(String className);

}
