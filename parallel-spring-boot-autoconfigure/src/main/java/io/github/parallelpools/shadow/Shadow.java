package io.github.parallelpools.shadow;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.ShadowReport.Verdict;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskResult;
import io.github.parallelpools.task.TaskUsage;
import io.github.parallelpools.task.Work;

/**
 * The shadow of one pool: copies some of its tasks, has the copies run in a pool of
 * processes, of which it is the only listener, and compares. Nothing that fails here
 * fails a task of the pool. Safe for use by several threads.
 */
public final class Shadow implements TaskListener {

	private static final String STOPPED = "the pool was stopped or paused";

	private final ShadowRules rules;

	private final String name;

	private final CopyCodec codec;

	private final Sampling sampling;

	private final Comparison comparison;

	private final Tally tally = new Tally();

	private final AtomicInteger pending = new AtomicInteger();

	private final AtomicLong numbers = new AtomicLong();

	/** Copies that wait or run, by their ids. */
	private final Map<String, Copy> running = new ConcurrentHashMap<>();

	/** Where copies run, {@code null} while none do. */
	private volatile @Nullable CopyPool pool;

	/**
	 * Makes a shadow, which is closed.
	 * @param name the name of the pool of the copies, with which their ids begin
	 * @param rules which tasks are copied
	 * @param codec encodes for the copies
	 */
	public Shadow(String name, ShadowRules rules, CopyCodec codec) {
		this.name = name;
		this.rules = rules;
		this.codec = codec;
		this.sampling = new Sampling(rules.share());
		this.comparison = new Comparison(codec.values(), rules.comparator());
	}

	/**
	 * What makes the workers of the pool that has this shadow.
	 * @param factory makes them without a shadow
	 * @return a factory
	 */
	public WorkerFactory around(WorkerFactory factory) {
		return new ShadowingFactory(factory, this);
	}

	/**
	 * Copies run from now on.
	 * @param copies where
	 */
	public void open(CopyPool copies) {
		this.pool = copies;
	}

	/**
	 * No copy runs from now on; those that wait or run are ended. Does not wait.
	 */
	public void close() {
		this.pool = null;
		this.running.values().forEach(Copy::cancel);
	}

	/**
	 * Changes how many tasks are copied.
	 * @param percent how many of 100, from 0 to 100
	 */
	public void share(double percent) {
		this.sampling.share(percent);
	}

	/**
	 * What was found so far.
	 * @return a report
	 */
	public ShadowReport report() {
		return this.tally.report(this.sampling.share(), this.pending.get());
	}

	/** Copies a task, in the thread that submits it, or not. */
	@Nullable Copy copy(Work work) {
		if (!this.sampling.takesNext()) {
			return null;
		}
		try {
			this.tally.sampled();
			return sampled(work);
		}
		catch (Throwable ex) {
			// Not enough memory for a name, perhaps.
			return null;
		}
	}

	private @Nullable Copy sampled(Work work) {
		Work portable = WorkName.portable(work);
		String name = WorkName.of(portable);
		if (!mayRepeat(work)) {
			this.tally.add(Verdict.NOT_REPEATABLE, name, "",
					"Nobody says that it may be run more than once. Let it implement MayRepeat if it may, or set 'shadow.repeatable' to 'true' if all tasks of the pool may.",
					null);
			return null;
		}
		if (WorkName.isHandled(work) && this.rules.handlerRefusal() != null) {
			this.tally.add(Verdict.NOT_PORTABLE, name, "", this.rules.handlerRefusal(), null);
			return null;
		}
		if (this.pool == null) {
			drop(name, STOPPED, null);
			return null;
		}
		if (this.pending.incrementAndGet() > this.rules.mostPending()) {
			this.pending.decrementAndGet();
			drop(name, "'shadow.max-pending' (%s) copies were pending".formatted(this.rules.mostPending()), null);
			return null;
		}
		try {
			return new Copy(this, name, this.codec.works().encode(portable));
		}
		catch (Throwable ex) {
			this.pending.decrementAndGet();
			notPortable(name, ex, null);
			return null;
		}
	}

	private boolean mayRepeat(Work work) {
		return this.rules.allRepeat()
				|| (WorkName.isHandled(work) ? this.rules.handlerRepeats() : WorkName.mayRepeat(work));
	}

	private void drop(String work, String why, @Nullable String task) {
		this.tally.add(Verdict.DROPPED, work, why, why, task);
	}

	private void notPortable(String work, Throwable failure, @Nullable String task) {
		ErrorText text = ErrorText.of(failure);
		String message = (failure instanceof TaskNotPortableException && text.message() != null) ? text.message()
				: "It could not be encoded: " + text.summary();
		this.tally.add(Verdict.NOT_PORTABLE, work, message, message, task);
	}

	/** Keeps what a task has returned. */
	RealEnd returned(@Nullable Object value) {
		return RealEnd.returned(value, this.codec.values());
	}

	/** The task has ended, so that the copy may run. */
	void offer(Copy copy) {
		CopyPool present = this.pool;
		if (present == null) {
			dropped(copy, STOPPED);
			return;
		}
		String id = this.name + "-" + this.numbers.incrementAndGet();
		this.running.put(id, copy);
		try {
			copy.accepted(present.run(PreparedWorkers.work(copy.payload()), id));
		}
		catch (RuntimeException | Error ex) {
			this.running.remove(id);
			dropped(copy, "its pool did not accept it: " + ErrorText.of(ex).summary());
			return;
		}
		if (this.pool == null) {
			copy.cancel();
		}
	}

	/** There is nothing to compare. */
	void dropped(Copy copy, String why) {
		settle(copy, () -> drop(copy.work(), why, copy.task()));
	}

	/** What the task has returned could not be kept. */
	void failed(Copy copy, Throwable failure) {
		settle(copy, () -> notPortable(copy.work(), failure, copy.task()));
	}

	/** A copy is pending until its verdict can be seen. */
	private void settle(Copy copy, Runnable telling) {
		if (copy.settle()) {
			try {
				telling.run();
			}
			finally {
				this.pending.decrementAndGet();
			}
		}
	}

	@Override
	public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
		Copy copy = this.running.remove(id);
		if (copy != null) {
			settle(copy, () -> judge(copy, result, value));
		}
	}

	private void judge(Copy copy, TaskResult result, @Nullable Object value) {
		CopyPool present = this.pool;
		if (present != null) {
			this.tally.resident(present.mostResident());
		}
		if (result.resultCode() == ResultCode.OVERTIME) {
			tell(Verdict.OVERTIME, copy, "", "It would have been killed: the copy ran for longer than %s ms"
				.formatted(result.elapsed().toMillis()));
		}
		else if (result.resultCode() == ResultCode.CANCELLED) {
			drop(copy.work(), STOPPED, copy.task());
		}
		else if (result.isSuccess() || result.resultCode() == ResultCode.FAILED) {
			judgeEnd(copy, result, value);
		}
		else {
			tell(Verdict.CRASHED, copy, "", "Its process would have died: " + result.message());
		}
	}

	private void judgeEnd(Copy copy, TaskResult result, @Nullable Object value) {
		String refused = refusal(result);
		String error = String.valueOf(result.errorClass());
		if (refused != null) {
			tell(Verdict.NOT_PORTABLE, copy, refused, refused);
		}
		else if (error.equals(TaskNotPortableException.class.getName())) {
			String message = String.valueOf(result.message());
			tell(Verdict.NOT_PORTABLE, copy, message, message);
		}
		else if (result.attempts() == 0) {
			tell(Verdict.NOT_STARTED, copy, "", String.valueOf(result.message()));
		}
		else {
			compare(copy, result, value);
		}
	}

	private static @Nullable String refusal(TaskResult result) {
		String inMessage = RefusedShares.in(result.message());
		return (inMessage != null) ? inMessage : RefusedShares.in(result.stack());
	}

	private void compare(Copy copy, TaskResult result, @Nullable Object value) {
		this.tally.compared(copy.nanos(), result.elapsed());
		TaskUsage usage = result.usage();
		if (usage != null) {
			this.tally.allocated(usage.allocatedBytes());
		}
		String difference = differenceOrFailure(copy, result, value);
		if (difference == null) {
			this.tally.add(Verdict.EQUAL);
		}
		else {
			tell(Verdict.UNEQUAL, copy, difference.split(": ", 2)[0], difference);
		}
	}

	/** Foreign code compares. */
	private @Nullable String differenceOrFailure(Copy copy, TaskResult result, @Nullable Object value) {
		try {
			return difference(copy, result, value);
		}
		catch (Throwable ex) {
			return "the results could not be compared: " + ErrorText.of(ex).summary();
		}
	}

	private @Nullable String difference(Copy copy, TaskResult result, @Nullable Object value) throws Exception {
		RealEnd end = copy.end();
		if (end == null) {
			return "the copy has ended before its task";
		}
		if (result.isSuccess()) {
			return this.comparison.difference(end, value);
		}
		String thrown = String.valueOf(result.errorClass());
		if (end instanceof RealEnd.Threw threw) {
			return threw.errorClass().equals(thrown) ? null
					: "the task has failed with %s, and the copy with %s".formatted(threw.errorClass(), thrown);
		}
		return "the task has returned, and the copy has failed with %s: %s".formatted(thrown, result.message());
	}

	private void tell(Verdict verdict, Copy copy, String cause, String text) {
		this.tally.add(verdict, copy.work(), cause, text, copy.task());
	}

}
