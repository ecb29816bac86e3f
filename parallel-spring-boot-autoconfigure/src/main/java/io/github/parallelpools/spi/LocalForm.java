package io.github.parallelpools.spi;

import io.github.parallelpools.task.MayRepeat;
import io.github.parallelpools.task.TaskCallable;

/**
 * A call in the form in which a thread of the application runs it, where it has another
 * one for processes.
 */
public interface LocalForm {

	/**
	 * The same call in the form that travels.
	 * @return the call
	 */
	TaskCallable<?> portable();

	/**
	 * Whether what is called says that it may be repeated.
	 * @return whether it is {@link MayRepeat}
	 */
	boolean mayRepeat();

}
