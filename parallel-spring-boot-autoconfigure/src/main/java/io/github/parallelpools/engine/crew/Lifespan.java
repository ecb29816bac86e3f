package io.github.parallelpools.engine.crew;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.pool.RecycleSettings;

/**
 * How much one worker may do, how old and how heavy it may become before it is replaced:
 * what the pool's settings say, less up to a tenth at random. Knows nothing of what is
 * done about it.
 */
public final class Lifespan {

	/** How often a worker is weighed at most, in nanoseconds. */
	private static final long WEIGHING_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private static final double JITTER = 0.1;

	private final long hiredAt;

	private final long maxTasks;

	private final long maxAge;

	private final long maxMemory;

	/** Guarded by the pool's lock. */
	private long expiresAt;

	private volatile long nextWeighing;

	/** How many tasks the worker had had when it was weighed. */
	private volatile long weighedAfter;

	private volatile boolean tooHeavy;

	public Lifespan(RecycleSettings settings, DoubleSupplier random, long now) {
		this.hiredAt = now;
		this.maxTasks = less(settings.maxTasks(), random);
		this.maxAge = less(settings.maxAge().toNanos(), random);
		this.maxMemory = less(settings.maxMemory(), random);
		this.nextWeighing = now;
		this.expiresAt = Ticker.never(now);
	}

	private static long less(long limit, DoubleSupplier random) {
		return (limit == 0) ? 0 : limit - (long) (limit * JITTER * random.getAsDouble());
	}

	/** When the start of the worker began. */
	public long hiredAt() {
		return this.hiredAt;
	}

	/** The worker is ready. */
	public void begin(long now) {
		if (this.maxAge > 0) {
			this.expiresAt = now + this.maxAge;
		}
	}

	/** When it is too old, {@link Ticker#never} if that is never so. */
	public long expiresAt() {
		return this.expiresAt;
	}

	/** Whether it may run no more tasks. */
	public boolean isSpent(long tasks) {
		return this.maxTasks > 0 && tasks >= this.maxTasks;
	}

	/** Whether the worker is to be replaced. */
	public boolean isOver(long tasks, long now) {
		return isSpent(tasks) || this.tooHeavy || this.expiresAt - now <= 0;
	}

	/** Whether it has had tasks since it was weighed, and that is to be done at all. */
	public boolean isToBeWeighed(long tasks) {
		return this.maxMemory > 0 && tasks != this.weighedAfter && !this.tooHeavy;
	}

	/** When it may be weighed. */
	public long nextWeighing() {
		return this.nextWeighing;
	}

	/** Somebody is about to weigh it. */
	public void weighing(long tasks, long now) {
		this.nextWeighing = now + WEIGHING_INTERVAL;
		this.weighedAfter = tasks;
	}

	public void weighed(long bytes) {
		if (bytes > this.maxMemory) {
			this.tooHeavy = true;
		}
	}

}
