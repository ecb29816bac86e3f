package io.github.parallelpools.cluster;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.fixture.OwnThread;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators want is written by several at a time, while nodes come and go. */
@Timeout(60)
class OrderBookTests {

	private final MemoryCluster memory = new MemoryCluster(new SettableTime());

	private final ClusterStore store = this.memory.open();

	private final OrderBook book = new OrderBook(this.store);

	@BeforeEach
	void join() {
		join("old");
	}

	private void join(String node) {
		this.store.join(new ClusterNode(node, "instance", "build", "{}"), Duration.ofMinutes(1));
	}

	/** A book in which something happens before a method of the store is called. */
	private OrderBook disturbed(String method, Runnable before) {
		Queue<Runnable> once = new ConcurrentLinkedQueue<>(Set.of(before));
		return new OrderBook((ClusterStore) Proxy.newProxyInstance(ClusterStore.class.getClassLoader(),
				new Class<?>[] { ClusterStore.class }, (proxy, called, arguments) -> {
					if (called.getName().equals(method)) {
						Runnable now = once.poll();
						if (now != null) {
							now.run();
						}
					}
					try {
						return called.invoke(this.store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				}));
	}

	@Test
	void aNodeThatHasJoinedAndWasDrainedBeforeTheOrdersAreReadIsNotForgotten() {
		OrderBook slow = disturbed("desired", () -> {
			join("new");
			this.book.drain("new", true);
		});
		slow.order("pool", PoolOrder.State.PAUSED, "alice");
		assertThat(this.book.read().orders().drained()).containsExactly("new");
		assertThat(this.book.read().orders().of("pool").state()).isEqualTo(PoolOrder.State.PAUSED);
	}

	@Test
	void aNodeThatJoinsAndIsDrainedWhileAnOrderIsWrittenIsNotForgotten() throws Exception {
		CompletableFuture<Void> writes = new CompletableFuture<>();
		CompletableFuture<Void> drained = new CompletableFuture<>();
		OrderBook slow = disturbed("desire", () -> {
			writes.complete(null);
			drained.join();
		});
		CompletableFuture<Long> order = CompletableFuture
			.supplyAsync(() -> slow.order("pool", PoolOrder.State.PAUSED, "alice"), OwnThread::run);
		writes.get(30, TimeUnit.SECONDS);
		join("new");
		long version = this.book.drain("new", true);
		drained.complete(null);
		assertThat(order.get(30, TimeUnit.SECONDS)).isGreaterThan(version);
		assertThat(this.book.read().orders().drained()).containsExactly("new");
		assertThat(this.book.read().orders().of("pool").state()).isEqualTo(PoolOrder.State.PAUSED);
	}

	@Test
	void aNodeThatIsAnotherOneNowStaysDrainedWhileAnOrderIsWritten() throws Exception {
		this.book.drain("old", true);
		OrderBook slow = disturbed("nodes", () -> {
			this.store.leave("old");
			join("new");
			this.book.rename("old", "new");
		});
		slow.order("pool", new PoolOrder.Size(1, 2), "bob");
		assertThat(this.book.read().orders().drained()).containsExactly("new");
		assertThat(this.book.read().orders().of("pool").by()).isEqualTo("bob");
	}

	@Test
	void aNodeThatIsGoneIsForgottenWithTheNextOrder() {
		this.book.drain("old", true);
		this.store.leave("old");
		join("new");
		this.book.drain("new", true);
		assertThat(this.book.read().orders().drained()).containsExactly("new");
	}

	@Test
	void twoWhoOrderAtTheSameTimeAreBothObeyed() {
		OrderBook slow = disturbed("desire", () -> this.book.order("other", PoolOrder.State.STOPPED, "bob"));
		slow.order("pool", PoolOrder.State.PAUSED, "alice");
		assertThat(this.book.read().orders().pools().keySet()).containsExactlyInAnyOrder("pool", "other");
	}

}
