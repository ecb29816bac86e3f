package io.github.parallelpools.engine.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.pool.Demand;
import io.github.parallelpools.engine.pool.FedPool;
import io.github.parallelpools.engine.pool.Feeding;
import io.github.parallelpools.engine.pool.PoolServices;
import io.github.parallelpools.engine.pool.TaskSource;
import io.github.parallelpools.engine.time.Supervisor;
import io.github.parallelpools.pool.ItemSource;
import io.github.parallelpools.task.Work;

/**
 * How one pool is fed by a {@link Supply}: puts together what belongs to it.
 */
public final class SuppliedFeeding implements Feeding {

	private final List<Late<?>> objects;

	private final TaskSource source;

	private final @Nullable BacklogWatch backlog;

	private SuppliedFeeding(List<Late<?>> objects, TaskSource source, @Nullable BacklogWatch backlog) {
		this.objects = objects;
		this.source = source;
		this.backlog = backlog;
	}

	/** What puts together how a pool is fed by a supply. */
	public static Maker by(Supply supply, PoolServices services) {
		if (supply instanceof Supply.Polled polled) {
			return new ByPoller(polled, services);
		}
		if (supply instanceof Supply.Delivered delivered) {
			return new BySource(delivered, services);
		}
		return (supply instanceof Supply.Taken taken) ? new ByQueue(taken, services) : Feeding.NONE;
	}

	@Override
	public TaskSource source() {
		return this.source;
	}

	@Override
	public List<Supervisor.Watched> watched() {
		return (this.backlog != null) ? List.of(this.backlog) : List.of();
	}

	@Override
	public void resolve() {
		this.objects.forEach(Late::resolve);
	}

	@Override
	public void wake() {
		if (this.backlog != null) {
			this.backlog.wake();
		}
	}

	@Override
	public void refresh() {
		if (this.backlog != null) {
			this.backlog.refresh();
		}
	}

	/** The workers look for work themselves. */
	private record ByPoller(Supply.Polled supply, PoolServices services) implements Maker {

		@Override
		public Demand demand() {
			return (this.supply.backlog() != null) ? Demand.counted() : Demand.endless();
		}

		@Override
		public Feeding feed(FedPool pool) {
			List<Late<?>> objects = new ArrayList<>();
			BacklogWatch watch = null;
			if (this.supply.backlog() != null) {
				Late<LongSupplier> backlog = new Late<>(this.supply.backlog());
				objects.add(backlog);
				watch = new BacklogWatch(pool, backlog, this.services);
			}
			return new SuppliedFeeding(objects, new PollerSource(pool, pool.encode(new Work.Poll())), watch);
		}

	}

	/** The workers ask a source that is told how what it gives ends. */
	private record BySource(Supply.Delivered supply, PoolServices services) implements Maker {

		@Override
		public Demand demand() {
			return Demand.endless();
		}

		@Override
		public Feeding feed(FedPool pool) {
			Late<ForeignQueueSource.Look> look = new Late<>(() -> look(this.supply.source().get()));
			return new SuppliedFeeding(List.of(look),
					new ForeignQueueSource(pool, look, this.services.supervisionInterval().toNanos()), null);
		}

		private static ForeignQueueSource.Look look(ItemSource source) {
			return (nanos) -> source.poll(Duration.ofNanos(nanos));
		}

	}

	/** The workers wait in a queue of the application. */
	private record ByQueue(Supply.Taken supply, PoolServices services) implements Maker {

		@Override
		public Demand demand() {
			return Demand.counted();
		}

		@Override
		public Feeding feed(FedPool pool) {
			Late<BlockingQueue<?>> source = new Late<>(this.supply.queue());
			Late<LongSupplier> backlog = new Late<>(() -> size(source));
			Late<ForeignQueueSource.Look> look = new Late<>(() -> look(source));
			return new SuppliedFeeding(List.of(source, look, backlog),
					new ForeignQueueSource(pool, look, this.services.supervisionInterval().toNanos()),
					new BacklogWatch(pool, backlog, this.services));
		}

		private static ForeignQueueSource.Look look(Late<BlockingQueue<?>> source) {
			return (nanos) -> {
				BlockingQueue<?> queue = source.get();
				return (queue != null) ? queue.poll(nanos, TimeUnit.NANOSECONDS) : null;
			};
		}

		private static LongSupplier size(Late<BlockingQueue<?>> source) {
			return () -> {
				BlockingQueue<?> queue = source.get();
				return (queue != null) ? queue.size() : 0;
			};
		}

	}

}
