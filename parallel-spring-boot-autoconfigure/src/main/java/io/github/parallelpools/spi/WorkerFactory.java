package io.github.parallelpools.spi;

import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.Work;

/**
 * Makes the workers of one pool: what differs between threads, virtual threads and
 * processes. Safe for use by several threads.
 */
public interface WorkerFactory extends AutoCloseable {

	/**
	 * Turns work into what {@link Worker#execute} takes. Called in the thread that
	 * submits.
	 * @param work the work
	 * @return the payload
	 * @throws TaskNotPortableException if the work can't travel to the worker
	 */
	Object encode(Work work);

	/**
	 * Turns work that no thread has submitted, so that it has no context, into what
	 * {@link Worker#execute} takes. Called by any thread.
	 * @param work the work
	 * @return the payload
	 * @throws TaskNotPortableException if the work can't travel to the worker
	 */
	default Object encodeUnsubmitted(Work work) {
		return encode(work);
	}

	/**
	 * How much memory a payload takes that is kept for a task which may be sent again.
	 * @param payload what {@link #encode} made of the work
	 * @return about as many bytes; 0 if that is not known
	 */
	default long weight(Object payload) {
		return 0;
	}

	/**
	 * Makes the thread in which a worker's loop runs: opens the worker, has it execute
	 * tasks, and closes it.
	 * @param name the thread's name
	 * @param loop the loop
	 * @return a daemon thread that is not started yet
	 */
	Thread thread(String name, Runnable loop);

	/**
	 * Opens a worker, in the worker's loop thread; may take its time.
	 * @param spec which worker of which pool
	 * @param events is told what happens to the worker
	 * @return the worker, ready to execute
	 * @throws WorkerStartException if the worker can't start; nothing of it is left
	 * behind
	 * @throws InterruptedException if the thread was interrupted meanwhile; nothing of
	 * the worker is left behind
	 */
	Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException;

	/**
	 * How much memory each of the workers may take.
	 * @return the memory; nothing if they live in the application's own process
	 */
	default WorkerMemory workerMemory() {
		return WorkerMemory.NONE;
	}

	/**
	 * What the workers are like.
	 * @return the traits, always the same
	 */
	default WorkerTraits traits() {
		return WorkerTraits.IN_APPLICATION;
	}

	/**
	 * Releases what the workers share. Called once, when no worker is open.
	 */
	@Override
	void close();

}
