package io.github.parallelpools.actuate.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.ResultCode;
import io.github.parallelpools.task.TaskResult;

/**
 * Counts and times the runs of standalone tasks by the kind of their worker. Not by their
 * names: applications choose those freely, and may have any number of them. What happens
 * before a registry is bound is not counted, but for where tasks hang. Safe for use by
 * several threads.
 */
public final class StandaloneMeters implements MeterBinder {

	/** What may befall a run. */
	public enum Trouble {

		/** It runs for longer than it may, and is left to itself. */
		OVERTIME,

		/** It was ended for that. */
		KILLED,

		/** Its process died by itself. */
		CRASHED,

		/** Its worker ignored the order to end. */
		ABANDONED;

		private String tag() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** Held here, as meters refer to it weakly. */
	private final RecentHangs hangs;

	private final List<Bound> bound = new CopyOnWriteArrayList<>();

	/** The bound registries. Guarded by this. */
	private final List<MeterRegistry> registries = new ArrayList<>();

	/** Where tasks hang. Guarded by this. */
	private final Set<String> places = new LinkedHashSet<>(List.of(HangSnapshot.UNKNOWN, HangSnapshot.OTHERS));

	/**
	 * Makes a binder.
	 * @param hangs knows where tasks hang
	 */
	public StandaloneMeters(Supplier<HangSnapshot> hangs) {
		this.hangs = new RecentHangs(hangs);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.bound.add(new Bound(registry));
		// No event tells again of what was seen before.
		List<String> seen = this.hangs.get().places().stream().map(HangSnapshot.Place::name).toList();
		synchronized (this) {
			this.registries.add(registry);
			this.places.addAll(seen);
			this.places.forEach((place) -> register(registry, place));
		}
	}

	private void register(MeterRegistry registry, String place) {
		HangMeters.register(registry, "parallel.standalone.hangs", this.hangs, Tags.empty(), place);
	}

	/**
	 * A run has ended.
	 * @param kind what it ran on
	 * @param result how; what never ran is not timed
	 */
	public void ended(WorkerKind kind, TaskResult result) {
		if (!result.elapsed().isZero()) {
			this.bound.forEach((one) -> one.kind(kind).run(result.resultCode()).record(result.elapsed()));
		}
	}

	/**
	 * Something has befallen a run.
	 * @param kind what it runs on
	 * @param trouble what
	 */
	public void trouble(WorkerKind kind, Trouble trouble) {
		this.bound.forEach((one) -> one.kind(kind).trouble(trouble).increment());
	}

	/**
	 * A task hangs at a place where none did before.
	 * @param place the place in the code
	 */
	public synchronized void hangFound(String place) {
		if (this.places.add(place)) {
			this.registries.forEach((registry) -> register(registry, place));
		}
	}

	/**
	 * The meters of one kind of workers in one registry. All are there from the start, so
	 * that a first failure is seen as an increase.
	 *
	 * @param run how long runs took, by result
	 * @param troubles what befell them
	 */
	private record OfKind(Map<ResultCode, Timer> run, Map<Trouble, Counter> troubles) {

		Timer run(ResultCode code) {
			return Objects.requireNonNull(this.run.get(code));
		}

		Counter trouble(Trouble trouble) {
			return Objects.requireNonNull(this.troubles.get(trouble));
		}

		static OfKind in(MeterRegistry registry, WorkerKind kind) {
			Tags tags = Tags.of("kind", kind.name().toLowerCase(Locale.ROOT));
			Map<ResultCode, Timer> run = new EnumMap<>(ResultCode.class);
			for (ResultCode code : ResultCode.values()) {
				run.put(code,
						Timer.builder("parallel.standalone.run")
							.tags(tags.and("code", code.code()))
							.description("How long standalone tasks ran")
							.register(registry));
			}
			Map<Trouble, Counter> troubles = new EnumMap<>(Trouble.class);
			for (Trouble trouble : Trouble.values()) {
				troubles.put(trouble,
						Counter.builder("parallel.standalone.troubles")
							.tags(tags.and("cause", trouble.tag()))
							.description("What befell standalone tasks")
							.register(registry));
			}
			return new OfKind(run, troubles);
		}

	}

	/** The meters in one registry. */
	private static final class Bound {

		private final Map<WorkerKind, OfKind> kinds = new EnumMap<>(WorkerKind.class);

		private Bound(MeterRegistry registry) {
			for (WorkerKind kind : WorkerKind.values()) {
				this.kinds.put(kind, OfKind.in(registry, kind));
			}
		}

		private OfKind kind(WorkerKind kind) {
			return Objects.requireNonNull(this.kinds.get(kind));
		}

	}

}
