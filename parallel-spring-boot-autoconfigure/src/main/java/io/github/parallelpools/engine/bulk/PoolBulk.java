package io.github.parallelpools.engine.bulk;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Bulk;
import io.github.parallelpools.pool.BulkProgress;
import io.github.parallelpools.pool.BulkResult;
import io.github.parallelpools.pool.TaskOptions;

/**
 * One bulk of a pool: what was chosen, its phase, and its end. Whoever makes the move to
 * an end cancels what is in flight and closes the source.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
final class PoolBulk<I extends @Nullable Object, O extends @Nullable Object> implements Bulk<I, O>, SlotEnds<I, O> {

	private final BulkHost host;

	private final Errand<I, O> errand;

	private final Source<I> source;

	private final ForeignCalls foreign;

	private final Choices choices = new Choices();

	private final Tally tally = new Tally();

	private final AtomicBoolean asked = new AtomicBoolean();

	private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);

	private volatile @Nullable Pull<I, O> pull;

	private volatile @Nullable InFlight<I, O> inFlight;

	PoolBulk(BulkHost host, Source<I> source, Errand<I, O> errand) {
		this.host = host;
		this.source = source;
		this.errand = errand;
		this.foreign = new ForeignCalls(source::close);
	}

	@Override
	public Bulk<I, O> inFlight(int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException(
					"A bulk of pool '%s' can't have %s items in flight. Give a number of 1 or more."
						.formatted(this.host.name(), limit));
		}
		requireNotAsked();
		this.choices.limit(limit);
		return this;
	}

	@Override
	public Bulk<I, O> asCompleted() {
		requireNotAsked();
		this.choices.asCompleted();
		return this;
	}

	@Override
	public Bulk<I, O> priority(int priority) {
		requireNotAsked();
		this.choices.options(this.choices.options().withPriority(priority));
		return this;
	}

	@Override
	public Bulk<I, O> tag(String tag) {
		requireNotAsked();
		this.choices.options(this.choices.options().withTag(tag));
		return this;
	}

	private void requireNotAsked() {
		if (this.asked.get()) {
			throw askedAlready();
		}
	}

	private IllegalStateException askedAlready() {
		return new IllegalStateException(
				"The results of this bulk of pool '%s' were asked for, and a bulk is run once. Make another one, and choose everything before that."
					.formatted(this.host.name()));
	}

	@Override
	public Stream<O> values() {
		Stream<BulkResult<I, O>> results = results();
		this.choices.stopAtFailure();
		return results.map(BulkResult::get);
	}

	@Override
	public Stream<BulkResult<I, O>> results() {
		if (!this.asked.compareAndSet(false, true)) {
			throw askedAlready();
		}
		InFlight<I, O> items = new InFlight<>(this.choices.areInOrder());
		Intake<I, O> intake = new Intake<>(this, this.source, this.foreign, items);
		Pull<I, O> results = new Pull<>(this, this.host.stops(), intake, items);
		this.inFlight = items;
		this.pull = results;
		return StreamSupport.stream(results, false).onClose(this::cancel);
	}

	/** The first result is asked for. */
	void begin() {
		if (this.phase.get() == Phase.NEW) {
			this.tally.begin();
			this.phase.compareAndSet(Phase.NEW, Phase.GOING);
		}
	}

	/** Whether there may be more results; throws if the bulk was cancelled. */
	boolean isGoing() {
		Phase present = this.phase.get();
		if (present == Phase.CANCELLED) {
			throw new CancellationException(
					"A bulk of pool '%s' was cancelled (%s).".formatted(this.host.name(), figures()));
		}
		return present == Phase.GOING;
	}

	/** All results were delivered; throws what the end was, if not that of the source. */
	void finish(@Nullable Throwable end) {
		if (this.phase.compareAndSet(Phase.GOING, Phase.ENDED)) {
			shut(end);
			if (end instanceof Error error) {
				throw error;
			}
			if (end != null) {
				throw (end instanceof RuntimeException failure) ? failure : new IllegalStateException(end);
			}
		}
	}

	/** Ends the bulk; returns what it ends with, unless it was cancelled before. */
	RuntimeException failed(RuntimeException why) {
		if (this.phase.compareAndSet(Phase.GOING, Phase.ENDED)) {
			shut(why);
		}
		else {
			isGoing();
		}
		return why;
	}

	@Override
	public boolean cancel() {
		Phase before = this.phase.getAndUpdate((present) -> present.isOver() ? present : Phase.CANCELLED);
		if (before.isOver()) {
			return false;
		}
		shut(null);
		return true;
	}

	private void shut(@Nullable Throwable why) {
		this.tally.end();
		InFlight<I, O> items = this.inFlight;
		if (items != null) {
			items.close().forEach(Slot::cancel);
		}
		Pull<I, O> results = this.pull;
		if (results != null) {
			results.wake();
		}
		try {
			this.foreign.end();
		}
		catch (RuntimeException | Error ex) {
			if (why == null) {
				throw ex;
			}
			why.addSuppressed(ex);
		}
	}

	@Override
	public BulkProgress progress() {
		InFlight<I, O> items = this.inFlight;
		return new BulkProgress(this.tally.done(), this.tally.failed(), (items != null) ? items.size() : 0,
				this.source.total(), this.tally.elapsed());
	}

	/** For messages. */
	String figures() {
		BulkProgress progress = progress();
		return "%s done, %s failed, %s in flight".formatted(progress.done(), progress.failed(), progress.inFlight());
	}

	/** Whether more items are to be given to the pool. */
	boolean wantsMore() {
		return this.phase.get() == Phase.GOING && !(this.choices.stopsAtFailure() && this.tally.failed() > 0);
	}

	/** How many items may be in flight at present. */
	int limit() {
		return this.choices.limit(this.host.settings());
	}

	boolean stopsAtFailure() {
		return this.choices.stopsAtFailure();
	}

	TaskOptions options() {
		return this.choices.options();
	}

	Errand<I, O> errand() {
		return this.errand;
	}

	BulkHost host() {
		return this.host;
	}

	@Override
	public void count(boolean failed) {
		this.tally.count(failed);
	}

	@Override
	public void ended(Slot<I, O> slot) {
		Pull<I, O> results = this.pull;
		if (results != null) {
			results.ended(slot);
		}
	}

}
