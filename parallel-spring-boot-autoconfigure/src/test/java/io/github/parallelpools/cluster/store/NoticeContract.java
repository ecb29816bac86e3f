package io.github.parallelpools.cluster.store;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who is told of what. A notice may be lost, so that each test does again what is told,
 * until it was.
 */
interface NoticeContract {

	StoreFixture fixture();

	/**
	 * Has one node watch, and another one do something until that is told.
	 */
	private void assertTold(TestNode watching, String notice, Consumer<TestNode> work) {
		fixture().assumeNotices();
		RecordingListener listener = new RecordingListener();
		ClusterStore.Watch watch = watching.store().watch(watching.id(), listener);
		TestNode other = fixture().node();
		await().until(() -> {
			work.accept(other);
			return listener.heard(notice) || heardSoon(listener, notice);
		});
		assertThat(listener.threads()).doesNotContain(Thread.currentThread());
		watch.close();
		watch.close();
	}

	private static boolean heardSoon(RecordingListener listener, String notice) {
		long end = System.nanoTime() + 500_000_000;
		while (!listener.heard(notice) && System.nanoTime() < end) {
			Thread.onSpinWait();
			Thread.yield();
		}
		return listener.heard(notice);
	}

	@Test
	default void allAreToldOfTasksThatAreQueued() {
		assertTold(fixture().node(), "queued pool", TestNode::submit);
	}

	@Test
	default void allAreToldOfTasksThatAreGivenBack() {
		TestNode node = fixture().node();
		Claim[] claims = { node.begin() };
		assertTold(fixture().node(), "queued pool", (other) -> {
			assertThat(node.release(claims[0], false)).isTrue();
			claims[0] = node.claim();
		});
	}

	@Test
	default void theSubmitterIsToldOfAnEnd() {
		TestNode submitter = fixture().node();
		assertTold(submitter, "ended", (other) -> {
			submitter.submit();
			assertThat(other.complete(other.claim())).isTrue();
		});
	}

	@Test
	default void theSubmitterIsToldOfACancelledTask() {
		TestNode submitter = fixture().node();
		assertTold(submitter, "ended", (other) -> other.store().cancel(submitter.submit(), true, "not wanted"));
	}

	@Test
	default void allAreToldOfALockThatIsFree() {
		assertTold(fixture().node(), "unlocked lock", (other) -> {
			long token = other.store().tryLock(other.id(), "lock", "me").getAsLong();
			assertThat(other.store().unlock(other.id(), "lock", token)).isTrue();
		});
	}

	@Test
	default void allAreToldOfALockThatIsTakenAway() {
		assertTold(fixture().node(), "unlocked lock", (other) -> {
			other.store().tryLock(other.id(), "lock", "me");
			assertThat(other.store().forceUnlock("lock")).isPresent();
		});
	}

	@Test
	default void theNodeIsToldThatItsTaskIsToBeCancelled() {
		TestNode node = fixture().node();
		String task = node.begin().claim().task();
		assertTold(node, "commanded", (other) -> other.store().cancel(task, true, "not wanted"));
	}

	@Test
	default void allAreToldOfAWish() {
		assertTold(fixture().node(), "commanded", (other) -> {
			long version = other.store().desired("pool").map((state) -> state.version()).orElse(0L);
			assertThat(other.store().desire("pool", version, "{}")).isPresent();
		});
	}

	@Test
	default void aStoreIsClosedTwiceAndOthersStayOpen() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		node.store().watch(node.id(), new RecordingListener());
		node.store().close();
		node.store().close();
		other.begin();
		assertThat(other.store().nodes()).isNotEmpty();
	}

}
