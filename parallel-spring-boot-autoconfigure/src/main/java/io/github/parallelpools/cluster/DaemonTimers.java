package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Repeats things in daemon threads by the JVM's own time. */
public final class DaemonTimers implements Timers {

	private static final System.Logger logger = System.getLogger(DaemonTimers.class.getName());

	private final List<Loop> loops = new CopyOnWriteArrayList<>();

	@Override
	public long nanos() {
		return System.nanoTime();
	}

	@Override
	public Repetition repeat(String name, Duration interval, Runnable work) {
		Loop loop = new Loop(interval, work);
		this.loops.add(loop);
		Thread thread = new Thread(loop, "parallel-cluster-" + name);
		thread.setDaemon(true);
		thread.start();
		return loop;
	}

	@Override
	public void close() {
		this.loops.forEach(Loop::close);
	}

	/** One thing that is repeated. */
	private final class Loop implements Repetition, Runnable {

		private final ReentrantLock lock = new ReentrantLock();

		private final Condition called = this.lock.newCondition();

		private final Duration interval;

		private final Runnable work;

		// Guarded by the lock.

		private boolean due = true;

		private boolean closed;

		Loop(Duration interval, Runnable work) {
			this.interval = interval;
			this.work = work;
		}

		@Override
		public void soon() {
			this.lock.lock();
			try {
				this.due = true;
				this.called.signal();
			}
			finally {
				this.lock.unlock();
			}
		}

		@Override
		public void close() {
			this.lock.lock();
			try {
				this.closed = true;
				this.called.signal();
			}
			finally {
				this.lock.unlock();
			}
			DaemonTimers.this.loops.remove(this);
		}

		@Override
		public void run() {
			while (awaitTurn()) {
				try {
					this.work.run();
				}
				catch (Throwable ex) {
					logger.log(System.Logger.Level.ERROR, "Something in the cluster failed and is tried again", ex);
				}
			}
		}

		private boolean awaitTurn() {
			this.lock.lock();
			try {
				long left = this.interval.toNanos();
				while (!this.due && !this.closed && left > 0) {
					left = this.called.awaitNanos(left);
				}
				this.due = false;
				return !this.closed;
			}
			catch (InterruptedException ex) {
				// Nobody interrupts it but foreign code that it ran.
				return !this.closed;
			}
			finally {
				this.lock.unlock();
			}
		}

		@Override
		public String toString() {
			return "Repeats every " + TimeUnit.NANOSECONDS.toMillis(this.interval.toNanos()) + " ms";
		}

	}

}
