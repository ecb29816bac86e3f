package io.github.parallelpools.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.feed.Late;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.task.Work;

/**
 * How one pool is fed: puts together what belongs to its {@link Supply}.
 */
final class Feeding {

	private final List<Late<?>> objects = new ArrayList<>();

	private final TaskSource source;

	private final @Nullable BacklogWatch backlog;

	Feeding(Supply supply, WorkerPool pool, PoolCore core, Staffing staffing, Completion completion,
			WorkerFactory factory, EngineServices services) {
		if (supply instanceof Supply.Polled polled) {
			this.source = new PollerSource(pool, core, factory.encode(new Work.Poll()));
			this.backlog = (polled.backlog() != null)
					? new BacklogWatch(core, staffing, late(new Late<LongSupplier>(polled.backlog())), services) : null;
		}
		else if (supply instanceof Supply.Taken taken) {
			Late<BlockingQueue<?>> source = late(new Late<>(taken.queue()));
			this.source = new ForeignQueueSource(pool, core, source, completion,
					services.supervisionInterval().toNanos());
			this.backlog = new BacklogWatch(core, staffing, late(new Late<LongSupplier>(() -> size(source))), services);
		}
		else {
			this.source = new NoSource(core);
			this.backlog = null;
		}
	}

	private <T extends Late<?>> T late(T object) {
		this.objects.add(object);
		return object;
	}

	private static LongSupplier size(Late<BlockingQueue<?>> source) {
		return () -> {
			BlockingQueue<?> queue = source.get();
			return (queue != null) ? queue.size() : 0;
		};
	}

	TaskSource source() {
		return this.source;
	}

	/** What the supervisor is to look at. */
	List<Supervisor.Watched> watched() {
		return (this.backlog != null) ? List.of(this.backlog) : List.of();
	}

	/** Asks the application for the objects, before the pool first starts. */
	void resolve() {
		this.objects.forEach(Late::resolve);
	}

	/** The pool works from now on. */
	void wake() {
		if (this.backlog != null) {
			this.backlog.wake();
		}
	}

	/** Has the figures renewed unless they are young. */
	void refresh() {
		if (this.backlog != null) {
			this.backlog.refresh();
		}
	}

}
