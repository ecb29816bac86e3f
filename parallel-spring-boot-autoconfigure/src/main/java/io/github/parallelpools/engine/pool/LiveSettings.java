package io.github.parallelpools.engine.pool;

import java.util.function.UnaryOperator;

import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;

/**
 * The settings of one pool as they are at present, and the only place of them: the parts
 * of the pool read through it and keep no copies. How a pool is built does not change:
 * its name, its kind, its queue and its work. Read by any thread; changed under the
 * pool's lock.
 */
final class LiveSettings {

	private volatile PoolSettings present;

	LiveSettings(PoolSettings settings) {
		this.present = settings;
	}

	/**
	 * Makes a change; called under the pool's lock, so that none is lost.
	 * @param change makes the new settings of the present ones
	 */
	void change(UnaryOperator<PoolSettings> change) {
		this.present = change.apply(this.present);
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

	QueueSettings queue() {
		return this.present.queue();
	}

	WorkSettings work() {
		return this.present.work();
	}

	boolean autoStop() {
		return this.present.autoStop();
	}

	RetrySettings retry() {
		return this.present.retry();
	}

	UpkeepSettings upkeep() {
		return this.present.upkeep();
	}

	/** Whether workers are replaced after a while. */
	boolean recycles() {
		return !upkeep().recycle().equals(RecycleSettings.NEVER);
	}

}
