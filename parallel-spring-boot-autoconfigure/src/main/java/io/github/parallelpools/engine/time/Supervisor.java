package io.github.parallelpools.engine.time;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongBinaryOperator;

/**
 * Parks until the next deadline of any pool and has that pool look. Knows deadlines only;
 * never blocks and runs no foreign code. A task that starts lowers the deadline with two
 * volatile reads where nothing is to be done, so that a pool without running tasks costs
 * nothing.
 * <p>
 * While a task with a limit may run, it wakes by a {@link Beat}. If it is woken much too
 * late, the application stood still, and the clock is told how long. Once a second it
 * looks whether there still is such a task; where nothing has a deadline it sleeps until
 * it is called.
 */
public final class Supervisor implements AutoCloseable {

	/** Has deadlines. */
	public interface Watched {

		/**
		 * Does what is due.
		 * @param now the present
		 * @return the next deadline, {@link Ticker#never} if there is none
		 */
		long check(long now);

	}

	private static final System.Logger logger = System.getLogger(Supervisor.class.getName());

	/** When a check that failed is repeated. */
	private static final long REPEAT_NANOS = 1_000_000_000;

	/** If it is woken so late, the application stood still, or had no processor. */
	private static final long WORTH_TELLING = TimeUnit.MILLISECONDS.toNanos(20);

	/** If it is woken so late, it stood still, perhaps since it went to sleep. */
	private static final long SURE = TimeUnit.SECONDS.toNanos(1);

	// Made at once: a lambda is linked when it is used for the first time, which takes
	// memory.

	private static final LongBinaryOperator EARLIER = Ticker::earlier;

	/** How long it goes on with the beat when tasks may have ended. */
	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Ticker ticker;

	private final List<Watched> watched = new CopyOnWriteArrayList<>();

	private final AtomicLong wakeAt;

	private final Thread thread;

	private final Beat beat;

	/** When it last looked for tasks with a limit. The supervisor's thread only. */
	private long looked;

	private volatile boolean closed;

	public Supervisor(Ticker ticker) {
		this.ticker = ticker;
		this.wakeAt = new AtomicLong(Ticker.never(ticker.nanos()));
		this.beat = new Beat(ticker.nanos());
		this.looked = ticker.nanos();
		this.thread = new Thread(this::run, "parallel-supervisor");
		this.thread.setDaemon(true);
	}

	/** Whether the calling thread is the supervisor's. */
	public boolean isCurrentThread() {
		return Thread.currentThread() == this.thread;
	}

	/** Whether something is to be looked at by now. */
	boolean isDue() {
		return this.wakeAt.get() - this.ticker.nanos() <= 0;
	}

	/** Whether it wakes as tasks with limits may run. */
	boolean isBeating() {
		return this.beat.isOn(this.ticker.nanos());
	}

	public void start() {
		this.thread.start();
	}

	public void watch(Watched one) {
		this.watched.add(one);
	}

	public void forget(Watched one) {
		this.watched.remove(one);
	}

	/**
	 * Makes sure that the pools are checked at the deadline or earlier. What is to be
	 * found then must be there to be seen before this is called.
	 */
	public void wakeBy(long deadline) {
		if (deadline - this.wakeAt.get() < 0) {
			lower(deadline);
			LockSupport.unpark(this.thread);
		}
	}

	/** The clock was moved: a deadline may have passed that was far away. */
	public void clockMoved() {
		LockSupport.unpark(this.thread);
	}

	/**
	 * Looks after a task with limits from now on.
	 * @param now the present, from which the limits count
	 * @param first when something is to be done for it
	 * @param last when nothing is to be done for it any more
	 */
	public void watchTask(long now, long first, long last) {
		if (this.beat.join(now, last)) {
			// It may sleep without a beat, or to a slower one.
			LockSupport.unpark(this.thread);
		}
		wakeBy(now + first);
	}

	private void lower(long deadline) {
		this.wakeAt.accumulateAndGet(deadline, EARLIER);
	}

	/** Goes on whatever happens: without this thread nothing has a deadline any more. */
	private void run() {
		while (!this.closed) {
			try {
				step();
			}
			catch (Throwable ex) {
				// Memory may be short. What was to be done may be forgotten: look again.
				Patience.pause();
				this.wakeAt.set(this.looked);
			}
		}
	}

	/** Looks at what is due, or sleeps until something is. */
	void step() {
		long now = this.ticker.nanos();
		long left = this.wakeAt.get() - now;
		if (left <= 0) {
			look(now);
		}
		else if (!isBeating()) {
			sleep(left, 0);
		}
		else if (now - this.looked >= LOOK_NANOS) {
			lookForTasks(now);
		}
		else {
			long nap = Math.min(left, this.beat.nap());
			sleep(nap, nap);
		}
	}

	/**
	 * First forgets the deadline, then looks: a task that starts meanwhile is either seen
	 * here, or sees the forgotten deadline and sets its own.
	 * @return the next deadline
	 */
	private long look(long now) {
		this.wakeAt.set(Ticker.never(now));
		long next = checkAll(now);
		lower(next);
		return next;
	}

	/** Forgets the beat in the same way, unless there still is something to wait for. */
	private void lookForTasks(long now) {
		this.looked = now;
		long until = this.beat.end(now);
		long nap = this.beat.endNap();
		if (look(now) != Ticker.never(now)) {
			this.beat.goOn(until, nap);
		}
	}

	/**
	 * Sleeps for a while.
	 * @param unseen what may be taken for time without life, too, if it sleeps too long
	 */
	private void sleep(long nanos, long unseen) {
		long before = System.nanoTime();
		LockSupport.parkNanos(this, nanos);
		long late = System.nanoTime() - before - nanos;
		if (late >= SURE) {
			this.ticker.stoodStill(late + unseen);
		}
		else if (late >= WORTH_TELLING) {
			this.ticker.stoodStill(late);
		}
	}

	/** Looks again in a second if not even all could be asked. */
	private long checkAll(long now) {
		try {
			return check(now);
		}
		catch (Throwable ex) {
			return now + REPEAT_NANOS;
		}
	}

	private long check(long now) {
		long next = Ticker.never(now);
		for (Watched one : this.watched) {
			next = Ticker.earlier(next, checkOne(one, now));
		}
		return next;
	}

	private static long checkOne(Watched one, long now) {
		try {
			return one.check(now);
		}
		catch (Throwable ex) {
			tell(one, ex);
			return now + REPEAT_NANOS;
		}
	}

	/** Memory may be short, and without this thread no pool has a deadline any more. */
	private static void tell(Watched one, Throwable failure) {
		try {
			SafeLog.log(logger, System.Logger.Level.ERROR, "A check of " + one + " failed; it is repeated in a second",
					failure);
		}
		catch (Throwable ex) {
			// There is no text to be made: the check is repeated all the same.
			return;
		}
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}
