package io.github.parallelpools.cluster.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node of a contract test.
 *
 * @param store its way to the store
 * @param id its id
 */
record TestNode(ClusterStore store, String id) {

	static final String POOL = "pool";

	static final ClusterOutcome DONE = outcome("done");

	static final ClusterOutcome DEAD = new ClusterOutcome("21399", bytes("broken"), true);

	static ClusterOutcome outcome(String value) {
		return new ClusterOutcome("00000", bytes(value), false);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Submits a task of the pool as its submitter. */
	String submit() {
		return submit(new TaskDraft());
	}

	String submit(TaskDraft draft) {
		assertThat(this.store.submit(draft.by(this.id))).isTrue();
		return draft.id();
	}

	List<Claim> claim(int most) {
		return claim(new ClaimOrder(POOL, Set.of(TaskDraft.WORK), most, 0));
	}

	List<Claim> claim(ClaimOrder order) {
		return this.store.claim(this.id, order);
	}

	/** Claims the only task that it gets. */
	Claim claim() {
		List<Claim> claims = claim(1);
		assertThat(claims).hasSize(1);
		return claims.get(0);
	}

	/** Submits a task, and claims it. */
	Claim begin() {
		return begin(new TaskDraft());
	}

	Claim begin(TaskDraft draft) {
		String id = submit(draft);
		Claim claim = claim();
		assertThat(claim.claim().task()).isEqualTo(id);
		return claim;
	}

	/** Submits a task that begins here at once if it can. */
	Optional<Claim> submitHere(TaskDraft draft) {
		return this.store.submit(draft.by(this.id), this.id, new ClaimOrder(POOL, Set.of(TaskDraft.WORK), 1, 0));
	}

	boolean complete(Claim claim) {
		return this.store.complete(claim.claim(), DONE);
	}

	boolean release(Claim claim, boolean counted) {
		return this.store.release(claim.claim(), counted);
	}

	/** Submits a task and ends it as a dead letter. */
	String bury(TaskDraft draft) {
		Claim claim = begin(draft);
		assertThat(this.store.complete(claim.claim(), DEAD)).isTrue();
		return claim.claim().task();
	}

	static List<String> ids(List<Claim> claims) {
		return claims.stream().map((claim) -> claim.claim().task()).toList();
	}

}
