package io.github.parallelpools.cluster.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.junit.jupiter.api.Assumptions;

import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The instances of one contract test, each with its own handle. */
final class StoreFixture {

	/** The lease of nodes that live through a test. */
	static final Duration LONG = Duration.ofMinutes(10);

	/** The longest name, of characters that are not ASCII. */
	static final String LONGEST = "\u00e4\u4e2d".repeat(100);

	/** Names that are easily mistaken: for each other, or for something else. */
	static final List<String> ODD = List.of("a", "A", "a ", " a", "a%", "a_", "'a'", "\"a\"", "a\\", "a:b", "{a}b",
			"a*", "a?", "$1", "a\nb", "a\tb", "\u00e4", "a\u0308", "\ud83d\ude00", "null", "0", "a;--", LONGEST);

	private final ClusterStoreContractTests tests;

	private final Queue<ClusterStore> handles = new ConcurrentLinkedQueue<>();

	StoreFixture(ClusterStoreContractTests tests) {
		this.tests = tests;
	}

	ClusterStore open() {
		ClusterStore handle = this.tests.open();
		this.handles.add(handle);
		return handle;
	}

	/** A node that lives, of an instance of its own. */
	TestNode node() {
		return node(open(), LONG);
	}

	/** A node with a lease that ends within the test. */
	TestNode mortal() {
		return node(open(), lease());
	}

	TestNode node(ClusterStore handle, Duration lease) {
		String id = unique();
		handle.join(new ClusterNode(id, "name of " + id, "build 1", "{}"), lease);
		return new TestNode(handle, id);
	}

	String unique() {
		return UUID.randomUUID().toString();
	}

	Duration lease() {
		return this.tests.lease();
	}

	void pass(Duration time) {
		this.tests.pass(time);
	}

	/** Lets the leases of mortals end, and has them taken out of the store. */
	void die(TestNode... mortals) {
		ClusterStore undertaker = open();
		pass(lease().plusMillis(1));
		List<String> evicted = new ArrayList<>();
		List<String> ids = List.of(mortals).stream().map(TestNode::id).toList();
		await().untilAsserted(() -> {
			evicted.addAll(undertaker.evict());
			assertThat(evicted).containsAll(ids);
		});
	}

	boolean cut(TestNode node) {
		return this.tests.cut(node.store());
	}

	boolean restart() {
		return this.tests.restart();
	}

	boolean joinsTransactions() {
		return this.tests.joinsTransactions();
	}

	boolean givesAtOnce() {
		return this.tests.givesAtOnce();
	}

	void assumeNotices() {
		Assumptions.assumeTrue(this.tests.tells(), "This store tells nobody.");
	}

	/** Does something in several threads at once, and waits until all have done it. */
	void together(int threads, IntConsumer work) {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int number = i;
				all.add(executor.submit(() -> work.accept(number)));
			}
			for (Future<?> one : all) {
				one.get(90, TimeUnit.SECONDS);
			}
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	void close() {
		this.handles.forEach(ClusterStore::close);
	}

}
