package io.github.parallelpools.cluster.store;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** The store in memory keeps the contract, and has the faults that tests want. */
class MemoryClusterStoreTests extends ClusterStoreContractTests {

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	MemoryClusterStoreTests() {
		this.memory.showsDeath(true);
	}

	@Override
	protected ClusterStore open() {
		MemoryClusterStore handle = this.memory.open();
		handle.giveAtOnce();
		return handle;
	}

	@Override
	protected boolean givesAtOnce() {
		return true;
	}

	@Override
	protected void pass(Duration duration) {
		this.time.pass(duration);
	}

	@Override
	protected boolean cut(ClusterStore handle) {
		((MemoryClusterStore) handle).down();
		return true;
	}

	@Override
	protected boolean restart() {
		this.memory.down();
		this.memory.up();
		return true;
	}

	@Test
	void aMemoryThatIsDownAnswersNobodyAndKeepsAll() {
		TestNode node = fixture().node();
		RecordingListener listener = new RecordingListener();
		node.store().watch(node.id(), listener);
		String id = node.submit();
		this.memory.down();
		assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(() -> node.claim(1));
		assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(() -> fixture().node());
		this.memory.up();
		assertThat(node.claim().claim().task()).isEqualTo(id);
		await().until(() -> listener.heard("missed"));
	}

	@Test
	void anInstanceThatIsCutOffHarmsNobodyElse() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		((MemoryClusterStore) node.store()).down();
		assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(() -> node.store().renew(node.id(), "{}"));
		assertThat(other.store().renew(node.id(), "{}")).isTrue();
		((MemoryClusterStore) node.store()).up();
		assertThat(node.store().renew(node.id(), "{}")).isTrue();
	}

	@Test
	void noticesGetLostIfATestWantsThat() {
		TestNode node = fixture().node();
		RecordingListener listener = new RecordingListener();
		node.store().watch(node.id(), listener);
		this.memory.losesNotices(true);
		node.submit();
		this.memory.losesNotices(false);
		node.submit(new TaskDraft().inPool("another"));
		await().until(() -> listener.heard("queued another"));
		assertThat(listener.heard("queued pool")).isFalse();
	}

	@Test
	void onlyKnownAnswersAreLost() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LostAnswers(open()).lose("unknown"));
		LostAnswers lost = new LostAnswers(open()).loseAtRandom(1, 1);
		assertThat(lost.store().name()).isEqualTo("memory");
		assertThatExceptionOfType(ClusterStoreException.class).isThrownBy(() -> lost.store().nodes());
		assertThat(lost.count()).isEqualTo(1);
		lost.loseNothing();
		assertThat(lost.store().nodes()).isEmpty();
	}

}
