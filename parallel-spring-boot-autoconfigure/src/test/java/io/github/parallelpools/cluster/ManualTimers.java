package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.parallelpools.cluster.store.SettableTime;

/**
 * A clock that a test moves, together with that of the store. What is repeated is done
 * when the test says so, in its thread.
 */
final class ManualTimers implements Timers {

	private final SettableTime stores;

	private final List<Manual> repeated = new CopyOnWriteArrayList<>();

	private volatile long nanos;

	ManualTimers(SettableTime stores) {
		this.stores = stores;
	}

	void pass(Duration time) {
		this.nanos += time.toNanos();
		this.stores.pass(time);
	}

	/** Does what is repeated under a name. */
	void run(String name) {
		this.repeated.stream().filter((one) -> one.name.equals(name)).forEach((one) -> one.work.run());
	}

	boolean repeats(String name) {
		return this.repeated.stream().anyMatch((one) -> one.name.equals(name));
	}

	@Override
	public long nanos() {
		return this.nanos;
	}

	@Override
	public Repetition repeat(String name, Duration interval, Runnable work) {
		Manual made = new Manual(name, work);
		this.repeated.add(made);
		return made;
	}

	@Override
	public void close() {
	}

	/** What is repeated. */
	private final class Manual implements Repetition {

		private final String name;

		private final Runnable work;

		Manual(String name, Runnable work) {
			this.name = name;
			this.work = work;
		}

		@Override
		public void soon() {
		}

		@Override
		public void close() {
			ManualTimers.this.repeated.remove(this);
		}

	}

}
