package io.github.parallelpools.spi;

import org.jspecify.annotations.Nullable;

/**
 * What makes the handler in a worker process, instead of a constructor without arguments.
 * Its class is named when the process is told what to be and has a public constructor
 * without arguments: the process carries whatever libraries it needs, but loads none of
 * them without it. Confined to the thread that runs the tasks.
 */
public interface ChildExtension extends AutoCloseable {

	/**
	 * Makes the handler. Called once, before the worker is ready.
	 * @param spec which worker of which pool this is
	 * @param settings what the application has said; only the extension understands it
	 * @return what handles items, or polls; {@code null} if nothing does
	 * @throws WorkerStartException if that is impossible; its message goes to the
	 * application
	 */
	@Nullable Object start(WorkerSpec spec, byte[] settings) throws WorkerStartException;

	/**
	 * Ends the handler with all that it needed. Called when the worker ends in good
	 * order; the process is killed if that takes longer than it may.
	 */
	@Override
	void close();

}
