package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class MemoryLocksTests {

	private final MemoryLocks locks = new MemoryLocks();

	private final List<String> granted = new ArrayList<>();

	private static LockOwner owner(String session, long thread) {
		return new LockOwner(session, thread, "t" + thread);
	}

	private LockRequest wish(String lock, LockOwner owner) {
		return this.locks.acquire(lock, owner, () -> this.granted.add(lock + " to " + owner));
	}

	@Test
	void aFreeLockIsGrantedAtOnceWithoutACall() {
		assertThat(wish("a", owner("s", 1)).isGranted()).isTrue();
		assertThat(this.granted).isEmpty();
		assertThat(this.locks.isHeld("a", owner("s", 1))).isTrue();
		assertThat(this.locks.isHeld("a", owner("s", 2))).isFalse();
		assertThat(this.locks.tryAcquire("a", owner("t", 1))).isFalse();
	}

	@Test
	void itGoesToThoseWhoWaitInTheirOrder() {
		wish("a", owner("s", 1));
		LockRequest second = wish("a", owner("s", 2));
		LockRequest third = wish("a", owner("s", 3));
		this.locks.release("a", owner("s", 1));
		assertThat(second.isGranted()).isTrue();
		assertThat(third.isGranted()).isFalse();
		assertThat(this.locks.tryAcquire("a", owner("s", 1))).isFalse();
		this.locks.release("a", owner("s", 2));
		assertThat(third.isGranted()).isTrue();
		assertThat(this.granted).containsExactly("a to s, thread t2", "a to s, thread t3");
		this.locks.release("a", owner("s", 3));
		assertThat(this.locks.snapshot()).isEmpty();
	}

	@Test
	void itIsGivenBackOnceForEachTimeItWasTaken() {
		wish("a", owner("s", 1));
		assertThat(wish("a", owner("s", 1)).isGranted()).isTrue();
		assertThat(this.locks.tryAcquire("a", owner("s", 1))).isTrue();
		assertThat(this.locks.snapshot()).singleElement().satisfies((lock) -> assertThat(lock.holds()).isEqualTo(3));
		this.locks.release("a", owner("s", 1));
		this.locks.release("a", owner("s", 1));
		assertThat(this.locks.isHeld("a", owner("s", 1))).isTrue();
		this.locks.release("a", owner("s", 1));
		assertThatExceptionOfType(IllegalMonitorStateException.class)
			.isThrownBy(() -> this.locks.release("a", owner("s", 1)))
			.withMessage("Lock 'a' is not held by s, thread t1, but by nobody.");
	}

	@Test
	void aWishThatWasTakenBackIsNotGranted() {
		wish("a", owner("s", 1));
		LockRequest second = wish("a", owner("s", 2));
		LockRequest third = wish("a", owner("s", 3));
		assertThat(second.cancel()).isTrue();
		assertThat(second.cancel()).isTrue();
		this.locks.release("a", owner("s", 1));
		assertThat(second.isGranted()).isFalse();
		assertThat(third.isGranted()).isTrue();
		assertThat(third.cancel()).isFalse();
	}

	@Test
	void theEndOfASessionFreesWhatItHasAndForgetsWhatItWaitsFor() {
		wish("a", owner("dead", 1));
		wish("b", owner("dead", 2));
		wish("c", owner("alive", 1));
		LockRequest waitsForA = wish("a", owner("dead", 3));
		LockRequest getsA = wish("a", owner("alive", 1));
		LockRequest waitsForC = wish("c", owner("dead", 1));
		this.locks.releaseSession("dead");
		assertThat(getsA.isGranted()).isTrue();
		assertThat(waitsForA.isGranted()).isFalse();
		assertThat(waitsForC.isGranted()).isFalse();
		this.locks.release("c", owner("alive", 1));
		assertThat(this.locks.snapshot()).singleElement()
			.satisfies((lock) -> assertThat(lock.holder()).isEqualTo("alive, thread t1"));
		assertThat(this.granted).containsExactly("a to alive, thread t1");
	}

	@Test
	void whatAnOwnerHasCanBeReadAndTaken() {
		wish("a", owner("s", 1));
		wish("b", owner("s", 1));
		wish("b", owner("s", 1));
		LockRequest next = wish("b", owner("s", 2));
		assertThat(this.locks.heldBy(owner("s", 1))).containsExactly("a", "b");
		assertThat(this.locks.releaseAll(owner("s", 1))).containsExactly("a", "b");
		assertThat(next.isGranted()).isTrue();
		assertThat(this.locks.releaseAll(owner("s", 1))).isEmpty();
		assertThat(this.locks.forceRelease("b")).isEqualTo(owner("s", 2));
		assertThat(this.locks.forceRelease("b")).isNull();
	}

	@Test
	void noTwoOwnersHaveItAtATimeWhateverIsDone() throws Exception {
		int threads = 6;
		AtomicInteger inside = new AtomicInteger();
		ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
		ConcurrentHashMap<Integer, Integer> count = new ConcurrentHashMap<>();
		List<Thread> all = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			LockOwner owner = owner("session" + i, 1);
			Random random = new Random(i);
			all.add(new Thread(() -> {
				for (int round = 0; round < 3000; round++) {
					if (take(owner, random)) {
						if (inside.incrementAndGet() != 1) {
							faults.add(owner + " was not alone");
						}
						count.merge(0, 1, Integer::sum);
						inside.decrementAndGet();
						giveBack(owner, random);
					}
				}
			}));
		}
		all.forEach(Thread::start);
		for (Thread one : all) {
			one.join();
		}
		assertThat(faults).isEmpty();
		assertThat(count.get(0)).isGreaterThan(threads * 1000);
		assertThat(this.locks.snapshot()).isEmpty();
	}

	private boolean take(LockOwner owner, Random random) {
		CountDownLatch turn = new CountDownLatch(1);
		LockRequest wish = this.locks.acquire("a", owner, turn::countDown);
		if (wish.isGranted() && turn.getCount() == 1) {
			return true;
		}
		if (random.nextInt(3) == 0 && wish.cancel()) {
			return false;
		}
		try {
			turn.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
		return true;
	}

	private void giveBack(LockOwner owner, Random random) {
		switch (random.nextInt(3)) {
			case 0 -> this.locks.release("a", owner);
			case 1 -> this.locks.releaseAll(owner);
			default -> this.locks.releaseSession(owner.session());
		}
	}

}
