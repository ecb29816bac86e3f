package io.github.parallelpools.shared;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A lock found by its name, shared by the application and all of its workers: whoever
 * asks for the same name, in whatever thread or process, gets the same lock.
 * <p>
 * It is owned by a thread and re-entrant. Who waits gets it in the order of asking. It is
 * given back for a holder that can't do so any more: what a worker process holds when it
 * ends, for whatever reason, is released at once; what a task's own thread still holds
 * when its task ends is released with a warning in the log. A thread of a task that was
 * given up because it ignored an interrupt keeps its locks for as long as it runs; such a
 * lock can be released by hand.
 * <p>
 * A task that is ended by force (cancelled, over time, stopped) while it waits here never
 * becomes the owner: its process is killed, or {@link #lock()} throws a
 * {@link java.util.concurrent.CancellationException} in its thread.
 * <p>
 * Threads that wait for each other in a circle are told once, see {@link Deadlock}, and
 * wait until one of them is ended or gives up.
 * <p>
 * Every method throws a {@link SharedLockException} if the place where locks live has
 * failed, or if a worker has too many of them. Nothing has changed then: a lock that
 * could not be taken is not held, one that could not be given back still is.
 * <p>
 * Lambdas may capture a lock and take it along to a worker process, where it is the same
 * lock. Safe for use by several threads.
 */
public interface SharedLock extends Lock {

	/**
	 * The lock's name.
	 * @return the name
	 */
	String name();

	/**
	 * Waits for the lock and takes it; interrupts are kept for later.
	 * @throws java.util.concurrent.CancellationException if the calling thread runs a
	 * task of a pool of threads and that task is ended by force meanwhile; the lock is
	 * not taken
	 */
	@Override
	void lock();

	/**
	 * Waits for the lock and takes it.
	 * @throws InterruptedException if the thread was interrupted; the lock is not taken
	 */
	@Override
	void lockInterruptibly() throws InterruptedException;

	/**
	 * Takes the lock if it is free or the calling thread has it already.
	 * @return whether it was taken
	 */
	@Override
	boolean tryLock();

	/**
	 * Waits for the lock for some time and takes it.
	 * @param time how long to wait at most; zero or less means not at all
	 * @param unit the unit of the time
	 * @return whether it was taken
	 * @throws InterruptedException if the thread was interrupted; the lock is not taken
	 */
	@Override
	boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

	/**
	 * Gives the lock back, once for each time that it was taken.
	 * @throws IllegalMonitorStateException if the calling thread does not hold it
	 */
	@Override
	void unlock();

	/**
	 * Whether the calling thread holds the lock.
	 * @return {@code true} if it does
	 */
	boolean isHeldByCurrentThread();

	/**
	 * The number of the grant under which the calling thread has the lock: the same until
	 * the lock is given back the last time, and higher than that of every grant of this
	 * lock before, to whomever. What the lock protects can keep the highest number that
	 * it has seen, and refuse lower ones. That is needed where a lock is shared by
	 * instances of an application: one that stood still for long goes on without knowing
	 * that it has the lock no more. Where the application is alone, numbers rise for as
	 * long as it runs.
	 * @return the number, above 0
	 * @throws IllegalMonitorStateException if the calling thread does not hold the lock,
	 * or its instance has lost it with its connection to the others
	 */
	long token();

	/**
	 * Not supported: a condition would have to outlive the processes that wait for it.
	 * @return never
	 * @throws UnsupportedOperationException always
	 */
	@Override
	default Condition newCondition() {
		throw new UnsupportedOperationException(
				"Lock '" + name() + "' is shared by processes and has no conditions. Use a shared map for what to wait "
						+ "for, or a lock of java.util.concurrent within one process.");
	}

}
