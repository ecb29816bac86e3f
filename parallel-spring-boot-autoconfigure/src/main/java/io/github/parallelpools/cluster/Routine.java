package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an instance does again and again from its start to its end. Parts of it can be
 * done sooner. Safe for use by several threads.
 */
final class Routine {

	private static final Duration KEEP = Duration.ofMillis(500);

	/** How often is asked for outcomes of which nobody has told. */
	private static final Duration OUTCOMES = Duration.ofSeconds(2);

	/** How often this instance looks by itself if the store does not tell. */
	private static final Duration OFTEN = Duration.ofMillis(50);

	private static final Duration LOST = Duration.ofSeconds(2);

	private final Timers timers;

	private final Duties duties;

	/** Guarded by this. */
	private final List<Timers.Repetition> repetitions = new ArrayList<>();

	private volatile Timers.@Nullable Repetition keeping;

	private volatile Timers.@Nullable Repetition looking;

	private volatile Timers.@Nullable Repetition asking;

	/** Looks often, while the store does not tell. Guarded by this. */
	private Timers.@Nullable Repetition often;

	/**
	 * What is done.
	 *
	 * @param renew renews the lease
	 * @param fence tells once the lease is over
	 * @param keep looks after others
	 * @param look asks for outcomes
	 * @param ask asks for outcomes of which there was a hint
	 * @param miss asks for tasks that may be lost
	 * @param lookEverywhere looks for work and outcomes
	 */
	record Duties(Runnable renew, Runnable fence, Runnable keep, Runnable look, Runnable ask, Runnable miss,
			Runnable lookEverywhere) {
	}

	Routine(Timers timers, Duties duties) {
		this.timers = timers;
		this.duties = duties;
	}

	/**
	 * Begins.
	 * @param renew how often the lease is renewed
	 */
	synchronized void start(Duration renew) {
		repeat("renews", renew, this.duties.renew());
		repeat("fences", renew.dividedBy(4), this.duties.fence());
		this.keeping = repeat("keeps", KEEP, this.duties.keep());
		this.looking = repeat("looks", OUTCOMES, this.duties.look());
		this.asking = repeat("asks", OUTCOMES, this.duties.ask());
		repeat("misses", LOST, this.duties.miss());
	}

	private Timers.Repetition repeat(String name, Duration interval, Runnable work) {
		Timers.Repetition made = this.timers.repeat(name, interval, work);
		this.repetitions.add(made);
		return made;
	}

	/** Looks everywhere in short intervals, or stops that. */
	synchronized void lookOften(boolean wanted) {
		Timers.Repetition now = this.often;
		if (wanted && now == null && !this.repetitions.isEmpty()) {
			this.often = repeat("looks-often", OFTEN, this.duties.lookEverywhere());
		}
		else if (!wanted && now != null) {
			this.often = null;
			this.repetitions.remove(now);
			now.close();
		}
	}

	void keepSoon() {
		soon(this.keeping);
	}

	void lookSoon() {
		soon(this.looking);
	}

	void askSoon() {
		soon(this.asking);
	}

	private static void soon(Timers.@Nullable Repetition one) {
		if (one != null) {
			one.soon();
		}
	}

	/** Ends; what is under way is done to its end. */
	synchronized void end() {
		this.repetitions.forEach(Timers.Repetition::close);
		this.repetitions.clear();
		this.often = null;
	}

}
