package io.github.parallelpools.engine.bulk;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Bulk;
import io.github.parallelpools.pool.BulkOperations;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskMapper;

/** Makes the bulks of one pool. Safe for use by several threads. */
public final class PoolBulks implements BulkOperations {

	private final BulkHost host;

	private final boolean travels;

	/**
	 * Makes none yet.
	 * @param pool the pool
	 * @param stops is told of its moves
	 * @param inside whether the calling thread runs a task of it or tells of its end
	 */
	public PoolBulks(ParallelPool pool, PoolStops stops, BooleanSupplier inside) {
		this(pool, stops, inside, pool.settings().kind() == WorkerKind.PROCESS);
	}

	/**
	 * Makes none yet.
	 * @param pool the pool
	 * @param stops is told of its moves
	 * @param inside whether the calling thread runs a task of it or tells of its end
	 * @param travels whether items are done elsewhere than in this JVM
	 */
	public PoolBulks(ParallelPool pool, PoolStops stops, BooleanSupplier inside, boolean travels) {
		this.host = new BulkHost(pool, stops, inside);
		this.travels = travels;
	}

	@Override
	public <I extends @Nullable Object, O extends @Nullable Object> Bulk<I, O> map(Iterable<? extends I> items,
			TaskMapper<? super I, ? extends O> mapper) {
		return new PoolBulk<>(this.host, Source.of(required(items)), mapping(mapper));
	}

	@Override
	public <I extends @Nullable Object, O extends @Nullable Object> Bulk<I, O> map(Stream<? extends I> items,
			TaskMapper<? super I, ? extends O> mapper) {
		return new PoolBulk<>(this.host, Source.of(required(items)), mapping(mapper));
	}

	private <I extends @Nullable Object, O extends @Nullable Object> Errand<I, O> mapping(
			TaskMapper<? super I, ? extends O> mapper) {
		Objects.requireNonNull(mapper, "A mapper can't be null");
		return this.travels ? new Errand.MapThere<>(this.host.pool(), mapper)
				: new Errand.MapHere<>(this.host.pool(), mapper);
	}

	@Override
	public <I, O> Bulk<I, @Nullable O> sendAll(Iterable<? extends I> items, Class<O> resultType) {
		return new PoolBulk<>(this.host, Source.of(required(items)), sending(resultType));
	}

	@Override
	public <I, O> Bulk<I, @Nullable O> sendAll(Stream<? extends I> items, Class<O> resultType) {
		return new PoolBulk<>(this.host, Source.of(required(items)), sending(resultType));
	}

	private <I, O> Errand<I, @Nullable O> sending(Class<O> resultType) {
		return new Errand.Send<>(this.host.pool(), Objects.requireNonNull(resultType, "A result type can't be null"));
	}

	private static <T> T required(T items) {
		return Objects.requireNonNull(items, "The items of a bulk can't be null");
	}

}
