package io.github.parallelpools.engine.time;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Threads that end soon after their last work. They refuse nothing: what no thread can be
 * made for is tried again every second, because a kill or the telling of an end must not
 * be lost when the system is short of threads.
 */
public final class HelperThreads implements Executor, Supervisor.Watched {

	private static final System.Logger logger = System.getLogger(HelperThreads.class.getName());

	private static final long RETRY_NANOS = 1_000_000_000;

	private final Ticker ticker;

	private final Supervisor supervisor;

	private final Executor threads;

	/**
	 * With room for more than there will be, as memory may be short. Guarded by itself.
	 */
	private final Deque<Runnable> late = new ArrayDeque<>(256);

	/** Why no thread could be started, until the supervisor has told that. */
	private volatile @Nullable Error untold;

	public HelperThreads(Ticker ticker, Supervisor supervisor, ThreadFactory factory) {
		this(ticker, supervisor,
				new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), factory));
	}

	HelperThreads(Ticker ticker, Supervisor supervisor, Executor threads) {
		this.ticker = ticker;
		this.supervisor = supervisor;
		this.threads = threads;
	}

	public static Thread thread(Runnable work) {
		Thread thread = new Thread(null, work, "parallel-helper", 0, false);
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void execute(Runnable work) {
		try {
			this.threads.execute(work);
		}
		catch (Error ex) {
			// First what must not be lost: memory may be short, too.
			postpone(work);
			// Who calls this may have a lock, under which a log, foreign code, must not
			// run.
			this.untold = ex;
			this.supervisor.wakeBy(this.ticker.nanos() + RETRY_NANOS);
		}
	}

	/**
	 * Has something done by another thread now.
	 * @return whether there is such a thread
	 */
	public boolean executeNow(Runnable work) {
		try {
			this.threads.execute(work);
			return true;
		}
		catch (Error ex) {
			return false;
		}
	}

	private void postpone(Runnable work) {
		synchronized (this.late) {
			this.late.add(work);
		}
	}

	private int postponed() {
		synchronized (this.late) {
			return this.late.size();
		}
	}

	private @Nullable Runnable next() {
		synchronized (this.late) {
			return this.late.poll();
		}
	}

	@Override
	public long check(long now) {
		Error failure = this.untold;
		if (failure != null) {
			this.untold = null;
			SafeLog.log(logger, System.Logger.Level.ERROR,
					"No helper thread could be started; this is repeated every second", failure);
		}
		for (int left = postponed(); left > 0; left--) {
			Runnable work = next();
			if (work != null) {
				execute(work);
			}
		}
		return (postponed() == 0) ? Ticker.never(now) : now + RETRY_NANOS;
	}

	@Override
	public String toString() {
		return "the helper threads";
	}

}
