package io.github.parallelpools.engine.pool;

import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;

/**
 * The settings of one pool as they are at present, and the only place of them: the parts
 * of the pool read through it and keep no copies. How a pool is built does not change:
 * its name, its kind, the type of its queue and its work, but for the arguments of that.
 * Read by any thread; changed under the pool's lock.
 */
final class LiveSettings {

	private volatile PoolSettings present;

	/** Follows from the settings. */
	private volatile TaskLooks looks;

	/** Follows from the settings; guarded by the pool's lock. */
	private boolean mayHaveLane;

	/**
	 * Whether workers are, or were once, replaced after a while: those that were made
	 * then still are.
	 */
	private volatile boolean recycles;

	LiveSettings(PoolSettings settings) {
		this.present = settings;
		this.looks = TaskLooks.of(settings.overtime());
		this.recycles = recycles(settings);
		this.mayHaveLane = mayHaveLane(settings);
	}

	/**
	 * Makes a change; called under the pool's lock, so that none is lost.
	 * @param changed the new settings, of which only those differ that can be changed
	 */
	void change(PoolSettings changed) {
		this.recycles |= recycles(changed);
		this.mayHaveLane = mayHaveLane(changed);
		this.looks = TaskLooks.of(changed.overtime());
		this.present = changed;
	}

	PoolSettings present() {
		return this.present;
	}

	String name() {
		return this.present.name();
	}

	WorkerKind kind() {
		return this.present.kind();
	}

	SizeSettings size() {
		return this.present.size();
	}

	OvertimeSettings overtime() {
		return this.present.overtime();
	}

	TaskLooks looks() {
		return this.looks;
	}

	QueueSettings queue() {
		return this.present.queue();
	}

	WorkSettings work() {
		return this.present.work();
	}

	boolean autoStop() {
		return this.present.upkeep().autoStop();
	}

	RetrySettings retry() {
		return this.present.retry();
	}

	UpkeepSettings upkeep() {
		return this.present.upkeep();
	}

	/** Whether tasks may ever pass without the pool's lock; called under it. */
	boolean mayHaveLane() {
		return this.mayHaveLane;
	}

	private boolean mayHaveLane(PoolSettings settings) {
		return mayTakeAhead(settings) && settings.queue().capacity() == Integer.MAX_VALUE
				&& !settings.upkeep().autoStop();
	}

	/**
	 * Whether a worker may ever have the next task before it is through with the first.
	 */
	boolean mayTakeAhead() {
		return mayTakeAhead(this.present);
	}

	private boolean mayTakeAhead(PoolSettings settings) {
		return settings.queue().type() == QueueType.FIFO && settings.work().lock() == null
				&& settings.work().feed() instanceof Feed.Submitted && !this.recycles;
	}

	/** Whether there may be workers that are replaced after a while. */
	boolean recycles() {
		return this.recycles;
	}

	private static boolean recycles(PoolSettings settings) {
		return !settings.upkeep().recycle().equals(RecycleSettings.NEVER);
	}

}
