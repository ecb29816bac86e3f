package io.github.parallelpools.spi;

import java.io.IOException;

/**
 * Sets in a worker process what a {@link ContextEncoder} has written down. Its class is
 * named when the process is told what to be and has a public constructor without
 * arguments; it is made with the first task that has something along, so that a process
 * loads no library for the others. Confined to the thread that runs the tasks.
 */
@FunctionalInterface
public interface ChildContext {

	/**
	 * Has the calling thread be as the one that submitted the task.
	 * @param context what was written down
	 * @param codec decodes objects in it, as tasks are decoded
	 * @return takes that back; called by the same thread when the task has ended
	 * @throws IOException if an object in it can't be decoded
	 * @throws ClassNotFoundException if the class of one is missing
	 */
	Scope open(byte[] context, PayloadCodec codec) throws IOException, ClassNotFoundException;

	/**
	 * For as long as a task runs.
	 */
	interface Scope extends AutoCloseable {

		/**
		 * The task has thrown something.
		 * @param error what
		 */
		void failed(Throwable error);

		/**
		 * Takes back what was set.
		 */
		@Override
		void close();

	}

}
