package io.github.parallelpools.engine.event;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.github.parallelpools.engine.time.SafeLog;

/**
 * The door through which everything is told that happens in one pool. What happens under
 * the pool's lock is {@linkplain #note noted} and {@linkplain #announce announced} after
 * it; everything else is {@linkplain #tell told} at once. A thread that must not run
 * foreign code has a helper tell. Each subscriber is told of each event once, after those
 * before it in the list, and none harms the others or whoever tells.
 */
public final class PoolEvents {

	private static final System.Logger logger = System.getLogger(PoolEvents.class.getName());

	/** Made in advance: memory may be short. */
	private static final PoolEvent MISSED = new PoolEvent.Missed();

	private final String pool;

	private final List<PoolSubscriber> subscribers;

	private final boolean hearsTasks;

	private final BooleanSupplier isToldByHelper;

	private final Executor helpers;

	/** Made in advance, too. */
	private final Runnable announcing = this::announceNow;

	private final Queue<PoolEvent> news = new ConcurrentLinkedQueue<>();

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
		this.subscribers = List.copyOf(subscribers);
		this.hearsTasks = this.subscribers.stream().anyMatch(PoolSubscriber::hearsTasks);
		this.isToldByHelper = isToldByHelper;
		this.helpers = helpers;
	}

	/** Whether anybody is to be told of ends of tasks; no such event is made if not. */
	public boolean hearsTasks() {
		return this.hearsTasks;
	}

	/** Tells of something that has happened; not called under a lock. */
	public void tell(PoolEvent event) {
		if (this.isToldByHelper.getAsBoolean()) {
			this.helpers.execute(() -> tellNow(event));
		}
		else {
			tellNow(event);
		}
	}

	/** Has something told that has happened under the pool's lock once it is released. */
	public void note(PoolEvent event) {
		this.news.add(event);
	}

	/** Notes that there was no memory to note something. */
	public void noteMissed() {
		this.missed = true;
	}

	/** Whether there is something to announce. */
	public boolean hasNews() {
		return this.missed || !this.news.isEmpty();
	}

	/** Tells what was noted; not called under a lock. */
	public void announce() {
		if (this.isToldByHelper.getAsBoolean()) {
			this.helpers.execute(this.announcing);
		}
		else {
			announceNow();
		}
	}

	/**
	 * Has told what was noted by a thread that is about to wait under the lock.
	 */
	public void announceByHelper() {
		this.helpers.execute(this.announcing);
	}

	private void announceNow() {
		for (PoolEvent event; (event = this.news.poll()) != null;) {
			tellNow(event);
		}
		if (this.missed) {
			this.missed = false;
			tellNow(MISSED);
		}
	}

	private void tellNow(PoolEvent event) {
		for (PoolSubscriber subscriber : this.subscribers) {
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
