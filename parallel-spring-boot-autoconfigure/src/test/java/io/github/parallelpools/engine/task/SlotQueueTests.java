package io.github.parallelpools.engine.task;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SlotQueueTests {

	/** More than fit into two segments. */
	private static final int MANY = 1500;

	private final SlotQueue<Integer> queue = new SlotQueue<>();

	@Test
	void isEmptyAtFirst() {
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.peek()).isNull();
		assertThat(this.queue.poll()).isNull();
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void keepsTheOrderOverItsSegments() {
		for (int i = 0; i < MANY; i++) {
			this.queue.add(i);
		}
		for (int i = 0; i < MANY; i++) {
			assertThat(this.queue.isEmpty()).isFalse();
			assertThat(this.queue.peek()).isEqualTo(i);
			assertThat(this.queue.poll()).isEqualTo(i);
		}
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.poll()).isNull();
	}

	@Test
	void isUsedOnAfterItWasEmpty() {
		for (int i = 0; i < MANY; i++) {
			assertThat(this.queue.poll()).isNull();
			this.queue.add(i);
			assertThat(this.queue.isEmpty()).isFalse();
			assertThat(this.queue.peek()).isEqualTo(i);
			assertThat(this.queue.poll()).isEqualTo(i);
			assertThat(this.queue.peek()).isNull();
			assertThat(this.queue.isEmpty()).isTrue();
		}
	}

	@Test
	void keepsNothingReachableThatWasTaken() {
		SlotQueue<Object> objects = new SlotQueue<>();
		List<WeakReference<Object>> references = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			Object object = new Object();
			objects.add(object);
			references.add(new WeakReference<>(object));
		}
		while (!objects.isEmpty()) {
			assertThat(objects.poll()).isNotNull();
		}
		await().until(() -> {
			System.gc();
			return references.stream().allMatch((reference) -> reference.get() == null);
		});
		assertThat(objects.isEmpty()).isTrue();
	}

	@Test
	void losesAndRepeatsNothingAndKeepsTheOrderOfEachThread() throws Exception {
		int adders = 3;
		int takers = 3;
		int each = 200_000;
		AtomicInteger left = new AtomicInteger(adders * each);
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(adders + takers);
		try {
			for (int adder = 0; adder < adders; adder++) {
				int first = adder * each;
				threads.submit(() -> {
					start.await();
					for (int i = 0; i < each; i++) {
						this.queue.add(first + i);
					}
					return null;
				});
			}
			List<Future<List<Integer>>> taken = new ArrayList<>();
			for (int taker = 0; taker < takers; taker++) {
				taken.add(threads.submit(() -> take(start, left)));
			}
			start.countDown();
			boolean[] seen = new boolean[adders * each];
			for (Future<List<Integer>> list : taken) {
				int[] last = { -1, -1, -1 };
				for (int element : list.get()) {
					assertThat(seen[element]).as("element %s was taken before", element).isFalse();
					seen[element] = true;
					assertThat(element).isGreaterThan(last[element / each]);
					last[element / each] = element;
				}
			}
			assertThat(seen).doesNotContain(false);
			assertThat(this.queue.isEmpty()).isTrue();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private List<Integer> take(CountDownLatch start, AtomicInteger left) throws InterruptedException {
		List<Integer> taken = new ArrayList<>();
		start.await();
		while (left.get() > 0) {
			Integer element = this.queue.poll();
			if (element != null) {
				taken.add(element);
				left.decrementAndGet();
			}
		}
		return taken;
	}

}
