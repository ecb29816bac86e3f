package io.github.parallelpools.engine.run;

/**
 * Keeps the interrupts of a caller's thread by the pool apart from those by others: the
 * pool's must not reach what the thread does afterwards, and all others must. Knows
 * nothing of why anybody interrupts. Thread-safe.
 */
final class CallerInterrupts {

	private final Thread thread;

	/** Whether the pool has interrupted the thread since the flag was last cleared. */
	private boolean ours;

	/** Whether somebody else has, and the thread is to know it when it leaves. */
	private boolean others;

	private boolean left;

	CallerInterrupts(Thread thread) {
		this.thread = thread;
	}

	/** Interrupts the thread for the pool, unless it has left. */
	synchronized void interrupt() {
		if (!this.left) {
			this.others |= !this.ours && this.thread.isInterrupted();
			this.ours = true;
			this.thread.interrupt();
		}
	}

	/** Clears the flag; called by the thread itself. */
	synchronized void clear() {
		this.others |= Thread.interrupted() && !this.ours;
		this.ours = false;
	}

	/**
	 * From now on the thread is no longer interrupted for the pool; called by the thread
	 * itself.
	 * @param wanted whether it is to be interrupted because of what it goes back to
	 */
	synchronized void leave(boolean wanted) {
		clear();
		this.left = true;
		if (this.others || wanted) {
			this.thread.interrupt();
		}
	}

}
