package io.github.parallelpools.spi;

import java.time.Duration;

/**
 * What the workers of a factory are like, as far as a pool treats them differently for
 * it.
 *
 * @param ownProcess whether each has a process of its own: it may die with a task and may
 * be killed, and what it was given travels, so that it can be given to another one
 * @param stackPatience how long a worker may take to tell where its task hangs; zero if
 * it is known at once
 * @param inCaller whether there are no workers at all: each task is run by the thread
 * that submits it, before it goes on
 */
public record WorkerTraits(boolean ownProcess, Duration stackPatience, boolean inCaller) {

	/** Workers in the application's own process. */
	public static final WorkerTraits IN_APPLICATION = new WorkerTraits(false, Duration.ZERO);

	/** Workers in processes of their own. */
	public static final WorkerTraits OWN_PROCESS = new WorkerTraits(true, Duration.ofMillis(250));

	/** No workers: whoever submits a task runs it. */
	public static final WorkerTraits IN_CALLER = new WorkerTraits(false, Duration.ZERO, true);

	/**
	 * Workers that come for their tasks.
	 * @param ownProcess whether each has a process of its own
	 * @param stackPatience how long a worker may take to tell where its task hangs
	 */
	public WorkerTraits(boolean ownProcess, Duration stackPatience) {
		this(ownProcess, stackPatience, false);
	}

}
