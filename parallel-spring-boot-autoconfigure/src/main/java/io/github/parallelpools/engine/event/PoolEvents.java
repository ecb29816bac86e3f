package io.github.parallelpools.engine.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;

/**
 * The door through which everything is told that happens in one pool. What happens under
 * the pool's lock is {@linkplain #note noted} and {@linkplain #announce announced} after
 * it; everything else is {@linkplain #tell told} at once. A thread that must not run
 * foreign code has a helper tell, and one that holds a monitor of its own may
 * {@linkplain #tellAfter tell after it}. Each subscriber is told of each event once,
 * after those before it in the list, and none harms the others or whoever tells. What was
 * noted is told in that order, but to those who {@linkplain PoolSubscriber#mayHang() may
 * hang}: one that does is not to keep the next event from the others.
 */
public final class PoolEvents {

	private static final System.Logger logger = System.getLogger(PoolEvents.class.getName());

	/** Made in advance: memory may be short. */
	private static final PoolEvent MISSED = new PoolEvent.Missed();

	/** What the calling thread tells later, {@code null} if it tells at once. */
	private static final ThreadLocal<@Nullable List<Runnable>> LATER = new ThreadLocal<>();

	private final String pool;

	private final List<PoolSubscriber> prompt;

	private final List<PoolSubscriber> slow;

	private final boolean hearsTasks;

	private final BooleanSupplier isToldByHelper;

	private final Executor helpers;

	/** Made in advance, too. */
	private final Runnable announcing = this::announceNow;

	private final Queue<PoolEvent> news = new ConcurrentLinkedQueue<>();

	/** Whether an event was noted since a thread began to tell, or a helper was asked. */
	private volatile boolean unannounced;

	/** Whether a thread is telling an event. Written under the monitor of the news. */
	private volatile boolean telling;

	private volatile boolean missed;

	/** Whether a subscriber has failed, which is logged once in full. */
	private volatile boolean failed;

	/**
	 * Makes the door of a pool in which nothing has happened.
	 * @param pool the pool's name
	 * @param subscribers who is told
	 * @param isToldByHelper whether the calling thread must not run foreign code
	 * @param helpers tells then
	 */
	public PoolEvents(String pool, List<PoolSubscriber> subscribers, BooleanSupplier isToldByHelper, Executor helpers) {
		this.pool = pool;
		this.prompt = subscribers.stream().filter((one) -> !one.mayHang()).toList();
		this.slow = subscribers.stream().filter(PoolSubscriber::mayHang).toList();
		this.hearsTasks = subscribers.stream().anyMatch(PoolSubscriber::hearsTasks);
		this.isToldByHelper = isToldByHelper;
		this.helpers = helpers;
	}

	/** Whether anybody is to be told of ends of tasks; no such event is made if not. */
	public boolean hearsTasks() {
		return this.hearsTasks;
	}

	/**
	 * Does something, and has told after it what the calling thread would tell meanwhile.
	 * @param work what is done, perhaps under a monitor for which others wait
	 * @param <T> the type of what comes of it
	 * @return what comes of it
	 */
	public static <T extends @Nullable Object> T tellAfter(Supplier<T> work) {
		if (LATER.get() != null) {
			return work.get();
		}
		List<Runnable> later = new ArrayList<>();
		LATER.set(later);
		try {
			return work.get();
		}
		finally {
			LATER.remove();
			later.forEach(Runnable::run);
		}
	}

	/** Tells of something that has happened; not called under a lock. */
	public void tell(PoolEvent event) {
		List<Runnable> later = LATER.get();
		if (later != null) {
			later.add(() -> tellNow(event));
		}
		else if (this.isToldByHelper.getAsBoolean()) {
			this.helpers.execute(() -> tellNow(event));
		}
		else {
			tellNow(event);
		}
	}

	/** Has something told that has happened under the pool's lock once it is released. */
	public void note(PoolEvent event) {
		this.news.add(event);
		this.unannounced = true;
	}

	/** Notes that there was no memory to note something. */
	public void noteMissed() {
		this.missed = true;
		this.unannounced = true;
	}

	/** Whether there is something to announce, or is being told. */
	public boolean hasNews() {
		return this.telling || this.missed || !this.news.isEmpty();
	}

	/** Whether an event was noted that no thread and no helper is about to tell. */
	public boolean isUnannounced() {
		return this.unannounced;
	}

	/** Tells what was noted; not called under a lock. */
	public void announce() {
		List<Runnable> later = LATER.get();
		if (later != null) {
			later.add(this.announcing);
		}
		else if (this.isToldByHelper.getAsBoolean()) {
			announceByHelper();
		}
		else {
			announceNow();
		}
	}

	/**
	 * Has told what was noted by a thread that is about to wait under the lock.
	 */
	public void announceByHelper() {
		this.unannounced = false;
		boolean accepted = false;
		try {
			this.helpers.execute(this.announcing);
			accepted = true;
		}
		finally {
			if (!accepted) {
				this.unannounced = true;
			}
		}
	}

	private void announceNow() {
		this.unannounced = false;
		for (PoolEvent event; (event = tellNext()) != null;) {
			tell(this.slow, event);
		}
	}

	/**
	 * Tells of what was noted first, but to the slow ones. A thread that was faster is
	 * not overtaken: who tells waits for it.
	 */
	private @Nullable PoolEvent tellNext() {
		synchronized (this.news) {
			boolean nested = this.telling;
			this.telling = true;
			try {
				PoolEvent event = this.news.poll();
				if (event == null && this.missed) {
					this.missed = false;
					event = MISSED;
				}
				if (event != null) {
					tell(this.prompt, event);
				}
				return event;
			}
			finally {
				// A subscriber may have something told itself: the outer event goes on.
				this.telling = nested;
			}
		}
	}

	private void tellNow(PoolEvent event) {
		tell(this.prompt, event);
		tell(this.slow, event);
	}

	private void tell(List<PoolSubscriber> subscribers, PoolEvent event) {
		for (PoolSubscriber subscriber : subscribers) {
			try {
				event.tell(subscriber);
			}
			catch (Throwable ex) {
				failed(subscriber, ex);
			}
		}
	}

	/** Memory may be short, and the others are still to be told. */
	private void failed(PoolSubscriber subscriber, Throwable failure) {
		try {
			System.Logger.Level level = this.failed ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR;
			this.failed = true;
			SafeLog.log(logger, level, subscriber.getClass().getName() + " failed on an event of pool '" + this.pool
					+ "'; the pool is not affected", failure);
		}
		catch (Throwable ex) {
			// There is no text to be made of it.
			return;
		}
	}

}
