package io.github.parallelpools.shadow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.ShadowReport.Finding;
import io.github.parallelpools.pool.ShadowReport.Verdict;

/**
 * Counts what came of copies. Knows nothing of how that is found out. Thread-safe.
 */
final class Tally {

	private static final int LONGEST_TEXT = 2000;

	private final AtomicLongArray verdicts = new AtomicLongArray(Verdict.values().length);

	private final LongAdder sampled = new LongAdder();

	private final LongAdder compared = new LongAdder();

	private final LongAdder taskNanos = new LongAdder();

	private final LongAdder copyNanos = new LongAdder();

	private final LongAdder allocated = new LongAdder();

	private final LongAccumulator mostAllocated = new LongAccumulator(Math::max, 0);

	private final LongAccumulator mostResident = new LongAccumulator(Math::max, 0);

	/** Guarded by itself. */
	private final Map<Cause, Finding> findings = new LinkedHashMap<>();

	/** What makes two findings one. */
	private record Cause(Verdict verdict, String work, String cause) {
	}

	/** A task was chosen. */
	void sampled() {
		this.sampled.increment();
	}

	/** A copy has its verdict, of which there is no more to say. */
	void add(Verdict verdict) {
		this.verdicts.incrementAndGet(verdict.ordinal());
	}

	/**
	 * A copy has its verdict. What was found can be seen before it is counted.
	 * @param verdict the verdict
	 * @param work what it is a copy of
	 * @param cause what is the same for all of which this is the finding
	 * @param text what is told
	 * @param task the id of its task, {@code null} if that was not run
	 */
	void add(Verdict verdict, String work, String cause, String text, @Nullable String task) {
		try {
			keep(verdict, work, cause, text, task);
		}
		finally {
			add(verdict);
		}
	}

	private void keep(Verdict verdict, String work, String cause, String text, @Nullable String task) {
		String shown = (text.length() <= LONGEST_TEXT) ? text : text.substring(0, LONGEST_TEXT) + "...";
		Cause key = new Cause(verdict, work, cause);
		synchronized (this.findings) {
			Finding before = this.findings.get(key);
			if (before != null || this.findings.size() < ShadowReport.MOST_FINDINGS) {
				this.findings.put(key, new Finding(verdict, work, shown, (before != null) ? before.count() + 1 : 1,
						task, Instant.now()));
			}
		}
	}

	/** A copy has ended by itself. */
	void compared(long ofTask, Duration ofCopy) {
		this.compared.increment();
		this.taskNanos.add(ofTask);
		this.copyNanos.add(ofCopy.toNanos());
	}

	/** A copy has allocated so much. */
	void allocated(long bytes) {
		this.allocated.add(bytes);
		this.mostAllocated.accumulate(bytes);
	}

	/** A process of copies has so much memory. */
	void resident(long bytes) {
		this.mostResident.accumulate(bytes);
	}

	ShadowReport report(double share, int pending) {
		Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
		for (Verdict verdict : Verdict.values()) {
			counts.put(verdict, this.verdicts.get(verdict.ordinal()));
		}
		return new ShadowReport(share, this.sampled.sum(), pending, counts,
				new ShadowReport.Times(this.compared.sum(), Duration.ofNanos(this.taskNanos.sum()),
						Duration.ofNanos(this.copyNanos.sum())),
				new ShadowReport.Memory(this.allocated.sum(), this.mostAllocated.get(), this.mostResident.get()),
				findings());
	}

	private List<Finding> findings() {
		synchronized (this.findings) {
			return new ArrayList<>(this.findings.values());
		}
	}

}
