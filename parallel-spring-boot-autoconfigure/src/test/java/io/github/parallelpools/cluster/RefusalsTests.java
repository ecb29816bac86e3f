package io.github.parallelpools.cluster;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.ClusterStoreUnreachedException;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalsTests {

	private static final RuntimeException REFUSED = new ClusterStoreException("refused", null);

	private final Refusals refusals = new Refusals(2);

	@Test
	void whatIsRefusedAgainAndAgainIsRefusedForGood() {
		assertThat(this.refusals.isForGood(REFUSED, 1)).isFalse();
		assertThat(this.refusals.isForGood(REFUSED, 2)).isFalse();
		assertThat(this.refusals.isForGood(REFUSED, 3)).isTrue();
	}

	@Test
	void anOutageRefusesNothing() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.refusals.isForGood(REFUSED, 1)).isFalse();
		}
	}

	/** Renewals have a connection of their own. */
	@Test
	void whoDidNotReachTheStoreWasNotRefused() {
		for (int renewals = 0; renewals < 10; renewals++) {
			assertThat(this.refusals.isForGood(new ClusterStoreUnreachedException("no connection is left", null),
					renewals))
				.isFalse();
		}
		assertThat(this.refusals.isAny()).isFalse();
	}

}
