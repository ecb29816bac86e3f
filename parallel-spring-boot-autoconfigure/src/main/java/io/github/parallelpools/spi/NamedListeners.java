package io.github.parallelpools.spi;

import java.util.Set;

import io.github.parallelpools.task.TaskListener;

/**
 * Those who are told of the end of a task because it names them. Safe for use by several
 * threads.
 */
public interface NamedListeners {

	/** There is nobody. */
	NamedListeners NONE = new NamedListeners() {

		@Override
		public TaskListener listener(String name) {
			throw new IllegalArgumentException(
					"There is nobody called '%s' to be told of the end of a task, as there is no application. Leave 'onEnd' out."
						.formatted(name));
		}

		@Override
		public Set<String> names() {
			return Set.of();
		}

	};

	/**
	 * Finds somebody.
	 * @param name his name, as a task names him
	 * @return who is to be told, the same for the same name
	 * @throws IllegalArgumentException if there is nobody; the message says whom there is
	 */
	TaskListener listener(String name);

	/**
	 * Whom there is.
	 * @return the names
	 */
	Set<String> names();

}
