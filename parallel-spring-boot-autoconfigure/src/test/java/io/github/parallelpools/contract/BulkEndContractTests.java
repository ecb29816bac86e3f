package io.github.parallelpools.contract;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.Bulk;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How bulks end before their source does, on every kind of worker. */
@Timeout(120)
@EachKind
class BulkEndContractTests extends BulkFixture {

	BulkEndContractTests(WorkerKind kind) {
		super(kind);
	}

	@Test
	void cancelEndsTheWholeInTheMiddle() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		Gate door = this.gate;
		AtomicInteger closed = new AtomicInteger();
		Bulk<Integer, Integer> bulk = pool.map(numbers(closed), (item) -> pass(door, item, 40)).inFlight(6);
		CompletableFuture<Throwable> thrown = reading(bulk::values);
		await().until(() -> this.gate.arrivals() == 1 && bulk.progress().done() == 45);
		assertThat(bulk.cancel()).isTrue();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class)
			.hasMessageStartingWith("A bulk of pool 'work' was cancelled (45 done, ");
		assertThat(bulk.cancel()).isFalse();
		assertThat(closed).hasValue(1);
		await().until(() -> pool.snapshot().totals().cancelled() == 1);
		assertQuietAccounts(pool);
		assertThat(pool.submit(() -> "alive").join()).isEqualTo("alive");
	}

	@Test
	void closingTheStreamInTheMiddleCancelsWhatIsInFlight() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		Gate door = this.gate;
		AtomicInteger closed = new AtomicInteger();
		Bulk<Integer, Integer> bulk = pool.map(numbers(closed), (item) -> pass(door, item, 5)).inFlight(4);
		try (Stream<Integer> values = bulk.values()) {
			Iterator<Integer> each = values.iterator();
			assertThat(List.of(each.next(), each.next(), each.next())).containsExactly(0, 1, 2);
			await().until(() -> this.gate.arrivals() == 1);
			assertThat(closed).hasValue(0);
		}
		assertThat(closed).hasValue(1);
		await().until(() -> pool.snapshot().totals().cancelled() > 0);
		assertQuietAccounts(pool);
	}

	@Test
	void cancelFreesAReaderFromASourceThatBlocks() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		LinkedBlockingQueue<Integer> items = new LinkedBlockingQueue<>(List.of(1, 2, 3));
		AtomicInteger closed = new AtomicInteger();
		AtomicReference<Thread> reader = new AtomicReference<>();
		List<Integer> seen = new ArrayList<>();
		Stream<Integer> source = Stream.generate(() -> {
			try {
				reader.set(Thread.currentThread());
				return items.take();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}).onClose(closed::incrementAndGet);
		Bulk<Integer, Integer> bulk = pool.map(source, (item) -> item).inFlight(2);
		CompletableFuture<Throwable> thrown = reading(() -> bulk.values().peek(seen::add));
		await().until(() -> bulk.progress().done() == 3);
		awaitWaiting(reader.get());
		items.add(4);
		await().until(() -> bulk.progress().done() == 4);
		awaitWaiting(reader.get());
		assertThat(bulk.cancel()).isTrue();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
		assertThat(seen).startsWith(1, 2, 3);
		assertThat(closed).hasValue(1);
	}

	@Test
	void anInterruptOfTheReaderCancelsTheWhole() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 1));
		Gate door = this.gate;
		AtomicInteger closed = new AtomicInteger();
		Bulk<Integer, Integer> bulk = pool.map(numbers(closed), (item) -> pass(door, item, 0));
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		CountDownLatch stillSet = new CountDownLatch(1);
		Thread reader = new Thread(() -> {
			try {
				bulk.values().forEach((value) -> {
				});
			}
			catch (CancellationException ex) {
				thrown.set(ex);
				if (Thread.currentThread().isInterrupted()) {
					stillSet.countDown();
				}
			}
		});
		reader.start();
		await().until(() -> this.gate.arrivals() == 1);
		awaitWaiting(reader);
		reader.interrupt();
		assertThat(stillSet.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(thrown.get()).hasMessageContaining("interrupted");
		assertThat(closed).hasValue(1);
		assertQuietAccounts(pool);
	}

	@Test
	void cancelFreesAReaderThatWaitsForRoom() throws Exception {
		ParallelPool pool = fresh((recipe) -> recipe.queue(1, WhenFull.BLOCK));
		TaskFuture<String> other = pool.submit(() -> "other");
		AtomicInteger closed = new AtomicInteger();
		AtomicReference<Thread> reader = new AtomicReference<>();
		Bulk<Integer, Integer> bulk = pool.map(numbers(closed).peek((item) -> reader.set(Thread.currentThread())),
				(item) -> item);
		CompletableFuture<Throwable> thrown = reading(bulk::values);
		await().until(() -> reader.get() != null);
		awaitWaiting(reader.get());
		assertThat(bulk.cancel()).isTrue();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
		assertThat(closed).hasValue(1);
		pool.start();
		assertThat(other.join()).isEqualTo("other");
		assertQuietAccounts(pool);
	}

	@Test
	void losesNothingWhenItIsCancelledAtAnyMoment() throws Exception {
		ParallelPool pool = started((recipe) -> recipe.size(0, 2));
		// Each round may cost two processes.
		int rounds = (kind() == WorkerKind.PROCESS) ? 10 : 40;
		for (int round = 0; round < rounds; round++) {
			AtomicInteger closed = new AtomicInteger();
			int moment = round * (120 / rounds);
			boolean ordered = round % 2 == 0;
			Bulk<Integer, Integer> bulk = pool.map(numbers(closed), (item) -> item).inFlight(1 + round % 7);
			ConcurrentHashMap<Integer, Boolean> seen = new ConcurrentHashMap<>();
			CompletableFuture<Throwable> thrown = reading(() -> (ordered ? bulk : bulk.asCompleted()).values()
				.peek((value) -> assertThat(seen.put(value, true)).isNull()));
			await().until(() -> seen.size() >= moment);
			assertThat(bulk.cancel()).isTrue();
			assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
			await().until(() -> closed.get() == 1);
		}
		assertQuietAccounts(pool);
	}

	@Test
	void oneBulkMayBeTheSourceOfAnother() throws Exception {
		ParallelPool first = started((recipe) -> recipe.size(0, 2));
		ParallelPool second = started((recipe) -> recipe.size(0, 2).named("second"));
		Gate door = this.gate;
		AtomicInteger closed = new AtomicInteger();
		assertThat(second.map(first.map(numbers(closed).limit(100), (item) -> item * 2).values(), (item) -> item + 1)
			.values()
			.mapToInt(Integer::intValue)
			.sum()).isEqualTo(100 * 99 + 100);
		assertThat(closed).hasValue(1);
		Bulk<Integer, Integer> inner = first.map(numbers(closed), (item) -> pass(door, item, 7));
		Bulk<Integer, Integer> outer = second.map(inner.values(), (item) -> item);
		CompletableFuture<Throwable> thrown = reading(outer::values);
		await().until(() -> this.gate.arrivals() == 1 && outer.progress().done() == 7);
		assertThat(outer.cancel()).isTrue();
		assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
		await().until(() -> closed.get() == 2);
		assertThat(inner.cancel()).isFalse();
		assertQuietAccounts(first);
		assertQuietAccounts(second);
	}

}
