package io.github.parallelpools.cluster.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.StoredLock;

import static org.assertj.core.api.Assertions.assertThat;

/** Who has which lock, and under which token. */
interface StoredLockContract {

	StoreFixture fixture();

	private static OptionalLong take(TestNode node, String lock) {
		return node.store().tryLock(node.id(), lock, "owner");
	}

	@Test
	default void aFreeLockIsTakenByOne() {
		TestNode first = fixture().node();
		TestNode second = fixture().node();
		long token = take(first, "lock").getAsLong();
		assertThat(token).isPositive();
		assertThat(take(second, "lock")).isEmpty();
		assertThat(first.store().tryLock(first.id(), "lock", "another owner")).isEmpty();
		assertThat(take(second, "another lock")).isPresent();
		assertThat(second.store().locks()).containsExactly(
				new StoredLock("another lock", second.id(), "owner", take(second, "another lock").getAsLong()),
				new StoredLock("lock", first.id(), "owner", token));
	}

	@Test
	default void whoAsksAgainGetsTheSameToken() {
		TestNode node = fixture().node();
		long token = take(node, "lock").getAsLong();
		assertThat(take(node, "lock")).hasValue(token);
		assertThat(fixture().open().tryLock(node.id(), "lock", "owner")).hasValue(token);
		assertThat(node.store().unlock(node.id(), "lock", token)).isTrue();
		assertThat(node.store().locks()).isEmpty();
	}

	@Test
	default void tokensRiseWithEveryGrant() {
		TestNode first = fixture().node();
		TestNode second = fixture().node();
		long last = 0;
		for (int i = 0; i < 5; i++) {
			TestNode node = (i % 2 == 0) ? first : second;
			long token = node.store().tryLock(node.id(), "lock", "owner " + i).getAsLong();
			assertThat(token).isGreaterThan(last);
			assertThat(node.store().unlock(node.id(), "lock", token)).isTrue();
			last = token;
		}
	}

	@Test
	default void onlyTheGrantIsGivenBack() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		long old = take(node, "lock").getAsLong();
		assertThat(other.store().unlock(other.id(), "lock", old)).isFalse();
		assertThat(node.store().unlock(node.id(), "another lock", old)).isFalse();
		assertThat(node.store().unlock(node.id(), "lock", old + 1)).isFalse();
		assertThat(node.store().unlock(node.id(), "lock", old)).isTrue();
		assertThat(node.store().unlock(node.id(), "lock", old)).isFalse();
		long token = node.store().tryLock(node.id(), "lock", "next").getAsLong();
		assertThat(node.store().unlock(node.id(), "lock", old)).isFalse();
		assertThat(other.store().locks()).containsExactly(new StoredLock("lock", node.id(), "next", token));
	}

	@Test
	default void aLockIsTakenAwayFromWhoeverHasIt() {
		TestNode node = fixture().node();
		TestNode other = fixture().node();
		long token = take(node, "lock").getAsLong();
		assertThat(other.store().forceUnlock("lock")).contains(new StoredLock("lock", node.id(), "owner", token));
		assertThat(other.store().forceUnlock("lock")).isEmpty();
		assertThat(other.store().forceUnlock("unknown")).isEmpty();
		assertThat(node.store().unlock(node.id(), "lock", token)).isFalse();
		assertThat(other.store().locks()).isEmpty();
		assertThat(take(other, "lock").getAsLong()).isGreaterThan(token);
		assertThat(node.store().unlock(node.id(), "lock", token)).isFalse();
	}

	@Test
	default void theLocksOfADeadNodeAreFree() {
		TestNode dead = fixture().mortal();
		TestNode other = fixture().node();
		long token = take(dead, "lock").getAsLong();
		long forced = take(dead, "forced").getAsLong();
		long theirs = take(other, "theirs").getAsLong();
		fixture().die(dead);
		assertThat(other.store().locks()).containsExactly(new StoredLock("theirs", other.id(), "owner", theirs));
		assertThat(dead.store().unlock(dead.id(), "lock", token)).isFalse();
		assertThat(other.store().forceUnlock("forced")).isEmpty();
		assertThat(take(other, "lock").getAsLong()).isGreaterThan(token);
		assertThat(take(other, "forced").getAsLong()).isGreaterThan(forced);
		assertThat(dead.store().unlock(dead.id(), "lock", token)).isFalse();
		assertThat(take(dead, "new")).isEmpty();
	}

	@Test
	default void anUnknownNodeGetsNoLock() {
		TestNode node = fixture().node();
		assertThat(node.store().tryLock("unknown", "lock", "owner")).isEmpty();
		assertThat(take(node, "lock")).isPresent();
		assertThat(node.store().tryLock("unknown", "lock", "owner")).isEmpty();
	}

	@Test
	default void oneHasALockWhoeverAsks() {
		List<TestNode> nodes = List.of(fixture().node(), fixture().node(), fixture().node(), fixture().node());
		AtomicInteger inside = new AtomicInteger();
		List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
		fixture().together(8, (number) -> {
			TestNode node = nodes.get(number % nodes.size());
			for (int grants = 0; grants < 10;) {
				OptionalLong token = node.store().tryLock(node.id(), "lock", number + " " + grants);
				if (token.isPresent()) {
					assertThat(inside.incrementAndGet()).isEqualTo(1);
					tokens.add(token.getAsLong());
					inside.decrementAndGet();
					assertThat(node.store().unlock(node.id(), "lock", token.getAsLong())).isTrue();
					grants++;
				}
			}
		});
		assertThat(tokens).hasSize(80).isSorted().doesNotHaveDuplicates();
	}

	@Test
	default void namesOfLocksMayBeOdd() {
		TestNode node = fixture().node();
		for (String name : StoreFixture.ODD) {
			assertThat(node.store().tryLock(node.id(), name, name)).isPresent();
		}
		List<StoredLock> locks = node.store().locks();
		assertThat(locks).extracting(StoredLock::name).containsExactlyInAnyOrderElementsOf(StoreFixture.ODD);
		assertThat(locks).allMatch((lock) -> lock.owner().equals(lock.name()));
		for (StoredLock lock : locks) {
			assertThat(node.store().unlock(node.id(), lock.name(), lock.token())).isTrue();
		}
		assertThat(node.store().locks()).isEmpty();
	}

}
