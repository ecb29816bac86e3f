package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.shared.Deadlock;

import static org.assertj.core.api.Assertions.assertThat;

/** Owners that wait for each other are found when the circle closes, and told once. */
@Timeout(60)
class WaitGraphTests {

	private final MemoryLocks locks = new MemoryLocks();

	private final List<Deadlock> told = new ArrayList<>();

	private final LockOwner one = owner("one");

	private final LockOwner two = owner("two");

	private final LockOwner three = owner("three");

	WaitGraphTests() {
		this.locks.watch(this.told::add);
	}

	private static LockOwner owner(String session) {
		return new LockOwner(new LockSession("", session), 0, "main");
	}

	private void has(LockOwner owner, String... names) {
		for (String name : names) {
			assertThat(this.locks.tryAcquire(name, owner).join()).isTrue();
		}
	}

	private LockRequest waits(LockOwner owner, String name) {
		LockRequest wish = this.locks.acquire(name, owner);
		assertThat(wish.answer()).isNotDone();
		return wish;
	}

	private List<Deadlock> present() {
		return this.locks.deadlocks().join();
	}

	private static List<String> circle(Deadlock deadlock) {
		return deadlock.waits().stream().map((wait) -> wait.user().session() + " for " + wait.lock()).toList();
	}

	@Test
	void twoThatWaitForEachOtherAreToldWhenTheSecondBeginsToWait() {
		has(this.one, "a");
		has(this.two, "b");
		waits(this.one, "b");
		assertThat(this.told).isEmpty();
		waits(this.two, "a");
		assertThat(this.told).singleElement().satisfies((deadlock) -> {
			assertThat(deadlock.number()).isEqualTo(1);
			assertThat(deadlock.mayEnd()).isFalse();
			assertThat(circle(deadlock)).containsExactly("two for a", "one for b");
			assertThat(deadlock.text())
				.startsWith("2 threads wait for each other: two, thread main waits for lock 'a', held by the next: "
						+ "one, thread main waits for lock 'b', held by the first. None of them gives up")
				.contains("worker-overtime", "same order");
		});
		assertThat(present()).singleElement()
			.satisfies((deadlock) -> assertThat(circle(deadlock)).isEqualTo(circle(this.told.get(0))));
	}

	@Test
	void aCircleOfManyIsFound() {
		int many = 500;
		for (int i = 0; i < many; i++) {
			has(owner("o" + i), "lock" + i);
		}
		for (int i = 0; i < many; i++) {
			assertThat(this.told).isEmpty();
			waits(owner("o" + i), "lock" + (i + 1) % many);
		}
		assertThat(this.told).singleElement().satisfies((deadlock) -> {
			assertThat(deadlock.waits()).hasSize(many);
			assertThat(deadlock.text()).contains("and so on to the first").hasSizeLessThan(2000);
		});
	}

	@Test
	void whoWaitsForThoseInADeadlockIsInNone() {
		has(this.one, "a");
		has(this.two, "b");
		has(this.three, "c");
		waits(this.one, "b");
		waits(this.two, "a");
		waits(this.three, "a");
		waits(owner("four"), "c");
		waits(owner("five"), "b");
		assertThat(this.told).hasSize(1);
		assertThat(present()).hasSize(1);
	}

	@Test
	void queuesAndReentranceAreNone() {
		has(this.one, "a", "a", "b");
		waits(this.two, "a");
		waits(this.three, "a");
		assertThat(this.locks.acquire("b", this.one).answer()).isCompletedWithValue(true);
		this.locks.release("a", this.one);
		this.locks.release("a", this.one);
		// It is now the second's, for which the third waits, and so may the first.
		waits(this.one, "a");
		waits(owner("four"), "b");
		assertThat(this.told).isEmpty();
	}

	@Test
	void itIsFoundThroughAnOwnerThatGotItsLockAfterAWait() {
		has(this.one, "a", "b");
		LockRequest granted = waits(this.two, "a");
		waits(this.three, "a");
		this.locks.release("a", this.one);
		assertThat(granted.answer()).isCompletedWithValue(true);
		waits(this.one, "a");
		assertThat(this.told).isEmpty();
		waits(this.two, "b");
		assertThat(this.told).singleElement()
			.satisfies((deadlock) -> assertThat(circle(deadlock)).containsExactly("two for b", "one for a"));
	}

	@Test
	void itIsOverWhenAWishIsTakenBackAndToldAgainWhenItClosesAgain() {
		has(this.one, "a");
		has(this.two, "b");
		waits(this.one, "b");
		waits(this.two, "a").cancel();
		assertThat(present()).isEmpty();
		waits(this.two, "a");
		assertThat(this.told).extracting(Deadlock::number).containsExactly(1L, 2L);
		assertThat(present()).extracting(Deadlock::number).containsExactly(2L);
	}

	@Test
	void itIsOverWhenASessionEndsOrALockIsReleasedByHand() {
		has(this.one, "a");
		has(this.two, "b");
		LockRequest first = waits(this.one, "b");
		waits(this.two, "a");
		this.locks.releaseSession(this.two.session());
		assertThat(present()).isEmpty();
		assertThat(first.answer()).isCompletedWithValue(true);
		has(this.three, "c");
		waits(this.one, "c");
		waits(this.three, "a");
		assertThat(present()).hasSize(1);
		this.locks.forceRelease("a");
		assertThat(present()).isEmpty();
		assertThat(this.told).hasSize(2);
	}

	@Test
	void itIsOverWhenTheLockGoesToSomebodyElseWhoWaited() {
		has(this.one, "a");
		has(this.two, "b");
		waits(this.three, "a");
		waits(this.one, "b");
		waits(this.two, "a");
		assertThat(present()).hasSize(1);
		this.locks.forceRelease("a");
		assertThat(present()).isEmpty();
		assertThat(this.told).hasSize(1);
	}

	@Test
	void whereOneWaitsForALimitedTimeThatIsSaid() {
		has(this.one, "a");
		has(this.two, "b");
		assertThat(this.locks.acquire("b", this.one, true).answer()).isNotDone();
		waits(this.two, "a");
		assertThat(this.told).singleElement().satisfies((deadlock) -> {
			assertThat(deadlock.mayEnd()).isTrue();
			assertThat(deadlock.text()).endsWith("so that this may end by itself.");
		});
		assertThat(this.locks.snapshot().join().get(1).waiters().get(0).timed()).isTrue();
	}

	@Test
	void threadsOfOneProcessAreOwnersOfTheirOwn() {
		LockOwner other = new LockOwner(this.one.session(), 17, "other");
		has(this.one, "a");
		has(other, "b");
		waits(this.one, "b");
		waits(other, "a");
		assertThat(this.told).hasSize(1);
	}

	@Test
	void whoeverListensMayFailAndAskTheStore() {
		this.locks.watch((deadlock) -> {
			throw new IllegalStateException("listener");
		});
		List<Integer> seen = new ArrayList<>();
		this.locks.watch((deadlock) -> seen.add(present().size()));
		has(this.one, "a");
		has(this.two, "b");
		waits(this.one, "b");
		waits(this.two, "a");
		assertThat(this.told).hasSize(1);
		assertThat(seen).containsExactly(1);
	}

	@Test
	void noMoreIsKeptThanIsOfUse() {
		for (int i = 0; i < WaitGraph.MOST_CIRCLES + 20; i++) {
			LockOwner left = owner("left" + i);
			LockOwner right = owner("right" + i);
			has(left, "l" + i);
			has(right, "r" + i);
			waits(left, "r" + i);
			waits(right, "l" + i);
		}
		assertThat(this.told).hasSize(WaitGraph.MOST_CIRCLES);
		assertThat(present()).hasSize(WaitGraph.MOST_CIRCLES);
	}

	/** What a worker process says may be a lie: a thread that waits for many locks. */
	@Test
	void aThreadThatWaitsForManyLocksIsSearchedForAWhile() {
		has(this.three, "z");
		for (int i = 0; i < 4 * WaitGraph.MOST_STEPS; i++) {
			has(owner("o"), "o" + i);
		}
		has(this.one, "a");
		for (int i = 0; i < 4 * WaitGraph.MOST_STEPS; i++) {
			waits(this.one, "o" + i);
		}
		waits(this.two, "a");
		assertThat(this.told).isEmpty();
		waits(owner("o"), "a");
		assertThat(this.told).hasSize(1);
	}

	/** Each step is compared with a search by someone who looks at everything. */
	@Test
	void whateverHappensExactlyTheCirclesThatThereAreAreKnown() {
		Random random = new Random(42);
		int owners = 6;
		int names = 5;
		Map<Integer, LockRequest> waiting = new HashMap<>();
		int closed = 0;
		for (int step = 0; step < 20_000; step++) {
			int who = random.nextInt(owners);
			LockOwner owner = owner("o" + who);
			LockRequest wish = waiting.get(who);
			if (wish != null && wish.answer().isDone()) {
				waiting.remove(who);
				wish = null;
			}
			if (wish != null) {
				if (random.nextInt(6) == 0) {
					wish.cancel();
					waiting.remove(who);
				}
			}
			else if (random.nextInt(3) > 0) {
				LockRequest asked = this.locks.acquire("n" + random.nextInt(names), owner);
				if (!asked.answer().isDone()) {
					waiting.put(who, asked);
				}
			}
			else if (random.nextInt(20) == 0) {
				this.locks.forceRelease("n" + random.nextInt(names));
			}
			else {
				List<String> held = this.locks.heldBy(owner).join();
				if (!held.isEmpty()) {
					this.locks.release(held.get(random.nextInt(held.size())), owner);
				}
			}
			Set<Set<String>> expected = circles();
			Set<Set<String>> known = new HashSet<>();
			present().forEach((deadlock) -> known.add(new HashSet<>(circle(deadlock))));
			assertThat(known).as("step " + step).isEqualTo(expected);
			closed = Math.max(closed, expected.size());
		}
		assertThat(closed).isPositive();
		assertThat(this.told.size()).isGreaterThan(100);
		assertThat(this.told.stream().map(Deadlock::number).distinct()).hasSameSizeAs(this.told);
	}

	/** Found by walking from each owner, of which each waits for one lock at most. */
	private Set<Set<String>> circles() {
		Map<String, String> holders = new HashMap<>();
		Map<String, String> waitsFor = new HashMap<>();
		this.locks.snapshot().join().forEach((lock) -> {
			holders.put(lock.name(), lock.owner().session());
			lock.waiters().forEach((waiter) -> waitsFor.put(waiter.user().session(), lock.name()));
		});
		Set<Set<String>> circles = new HashSet<>();
		for (String start : waitsFor.keySet()) {
			Set<String> way = new HashSet<>();
			String at = start;
			for (int i = 0; i <= waitsFor.size() && at != null && waitsFor.containsKey(at); i++) {
				way.add(at + " for " + waitsFor.get(at));
				at = holders.get(waitsFor.get(at));
				if (start.equals(at)) {
					circles.add(way);
					break;
				}
			}
		}
		return circles;
	}

}
