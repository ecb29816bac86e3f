package io.github.parallelpools.shared.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.fixture.OwnThread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class MemoryLocksTests {

	private final MemoryLocks locks = new MemoryLocks();

	private final List<String> granted = new ArrayList<>();

	private static LockOwner owner(String session, long thread) {
		return new LockOwner(new LockSession("", session), thread, "t" + thread);
	}

	private LockRequest wish(String lock, LockOwner owner) {
		LockRequest request = this.locks.acquire(lock, owner);
		if (!request.answer().isDone()) {
			request.answer().thenAccept((yes) -> this.granted.add(lock + (yes ? " to " : " not to ") + owner));
		}
		return request;
	}

	private static boolean isGranted(LockRequest request) {
		return request.answer().getNow(false);
	}

	private static boolean isRefused(LockRequest request) {
		return !request.answer().getNow(true);
	}

	@Test
	void aFreeLockIsGrantedAtOnceWithoutACall() {
		assertThat(isGranted(wish("a", owner("s", 1)))).isTrue();
		assertThat(this.granted).isEmpty();
		assertThat(this.locks.isHeld("a", owner("s", 1)).join()).isTrue();
		assertThat(this.locks.isHeld("a", owner("s", 2)).join()).isFalse();
		assertThat(this.locks.tryAcquire("a", owner("t", 1)).join()).isFalse();
	}

	@Test
	void itGoesToThoseWhoWaitInTheirOrder() {
		wish("a", owner("s", 1));
		LockRequest second = wish("a", owner("s", 2));
		LockRequest third = wish("a", owner("s", 3));
		this.locks.release("a", owner("s", 1));
		assertThat(isGranted(second)).isTrue();
		assertThat(isGranted(third)).isFalse();
		assertThat(this.locks.tryAcquire("a", owner("s", 1)).join()).isFalse();
		this.locks.release("a", owner("s", 2));
		assertThat(isGranted(third)).isTrue();
		assertThat(this.granted).containsExactly("a to s, thread t2", "a to s, thread t3");
		this.locks.release("a", owner("s", 3));
		assertThat(this.locks.snapshot().join()).isEmpty();
	}

	@Test
	void itIsGivenBackOnceForEachTimeItWasTaken() {
		wish("a", owner("s", 1));
		assertThat(isGranted(wish("a", owner("s", 1)))).isTrue();
		assertThat(this.locks.tryAcquire("a", owner("s", 1)).join()).isTrue();
		assertThat(this.locks.snapshot().join()).singleElement()
			.satisfies((lock) -> assertThat(lock.holds()).isEqualTo(3));
		this.locks.release("a", owner("s", 1));
		this.locks.release("a", owner("s", 1));
		assertThat(this.locks.isHeld("a", owner("s", 1)).join()).isTrue();
		this.locks.release("a", owner("s", 1));
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.locks.release("a", owner("s", 1)).join())
			.havingCause()
			.isExactlyInstanceOf(IllegalMonitorStateException.class)
			.withMessage("Lock 'a' is not held by s, thread t1, but by nobody.");
	}

	@Test
	void aWishThatWasTakenBackIsNotGranted() {
		wish("a", owner("s", 1));
		LockRequest second = wish("a", owner("s", 2));
		LockRequest third = wish("a", owner("s", 3));
		second.cancel();
		second.cancel();
		assertThat(isRefused(second)).isTrue();
		this.locks.release("a", owner("s", 1));
		assertThat(isRefused(second)).isTrue();
		third.cancel();
		assertThat(isGranted(third)).isTrue();
		assertThat(this.locks.isHeld("a", owner("s", 3)).join()).isTrue();
	}

	@Test
	void theEndOfASessionFreesWhatItHasAndForgetsWhatItWaitsFor() {
		wish("a", owner("dead", 1));
		wish("b", owner("dead", 2));
		wish("c", owner("alive", 1));
		LockRequest waitsForA = wish("a", owner("dead", 3));
		LockRequest getsA = wish("a", owner("alive", 1));
		LockRequest waitsForC = wish("c", owner("dead", 1));
		this.locks.releaseSession(new LockSession("", "dead"));
		assertThat(isGranted(getsA)).isTrue();
		assertThat(isRefused(waitsForA)).isTrue();
		assertThat(isRefused(waitsForC)).isTrue();
		this.locks.release("c", owner("alive", 1));
		assertThat(this.locks.snapshot().join()).singleElement()
			.satisfies((lock) -> assertThat(lock.holder()).isEqualTo("alive, thread t1"));
		assertThat(this.granted).containsExactlyInAnyOrder("a not to dead, thread t3", "c not to dead, thread t1",
				"a to alive, thread t1");
	}

	@Test
	void whatAnOwnerHasCanBeReadAndTaken() {
		wish("a", owner("s", 1));
		wish("b", owner("s", 1));
		wish("b", owner("s", 1));
		LockRequest next = wish("b", owner("s", 2));
		assertThat(this.locks.heldBy(owner("s", 1)).join()).containsExactly("a", "b", "b");
		assertThat(this.locks.releaseAll(owner("s", 1), List.of("b", "b")).join()).containsExactly("a");
		assertThat(this.locks.releaseAll(owner("s", 1), List.of("b", "b")).join()).isEmpty();
		assertThat(this.locks.releaseAll(owner("s", 1), List.of("b")).join()).containsExactly("b");
		assertThat(this.locks.heldBy(owner("s", 1)).join()).containsExactly("b");
		assertThat(this.locks.releaseAll(owner("s", 1), List.of()).join()).containsExactly("b");
		assertThat(isGranted(next)).isTrue();
		assertThat(this.locks.releaseAll(owner("s", 1), List.of()).join()).isEmpty();
		assertThat(this.locks.forceRelease("b").join()).contains(owner("s", 2));
		assertThat(this.locks.forceRelease("b").join()).isEmpty();
		assertThat(this.locks.releaseAll(owner("s", 1), List.of())).isSameAs(LockAnswers.NOTHING);
	}

	@Test
	void ownersOfOtherNodesAndSessionsAreOthers() {
		LockOwner here = new LockOwner(new LockSession("", "work-1"), 7, "main");
		LockOwner there = new LockOwner(new LockSession("node-b", "work-1"), 7, "main");
		assertThat(here).isEqualTo(new LockOwner(new LockSession("", "work-1"), 7, "renamed")).isNotEqualTo(there);
		assertThat(here).hasToString("work-1, thread main");
		assertThat(there).hasToString("node-b, work-1, thread main");
		wish("a", here);
		assertThat(this.locks.tryAcquire("a", there).join()).isFalse();
		this.locks.releaseSession(there.session());
		assertThat(this.locks.isHeld("a", here).join()).isTrue();
	}

	@Test
	void whoeverIsToldHoldsUpNobody() {
		wish("a", owner("s", 1));
		LockRequest second = this.locks.acquire("a", owner("s", 2));
		// In the thread that gives back, which must have left the locks' mutex.
		CompletableFuture<Boolean> seen = second.answer()
			.thenApply((yes) -> CompletableFuture
				.supplyAsync(() -> this.locks.isHeld("a", owner("s", 2)).join(), OwnThread::run)
				.join());
		this.locks.release("a", owner("s", 1));
		assertThat(seen).isCompletedWithValue(true);
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
		assertThat(this.locks.snapshot().join()).isEmpty();
	}

	private boolean take(LockOwner owner, Random random) {
		LockRequest wish = this.locks.acquire("a", owner);
		if (random.nextInt(3) == 0) {
			wish.cancel();
		}
		return wish.answer().join();
	}

	private void giveBack(LockOwner owner, Random random) {
		switch (random.nextInt(3)) {
			case 0 -> this.locks.release("a", owner).join();
			case 1 -> this.locks.releaseAll(owner, List.of());
			default -> this.locks.releaseSession(owner.session());
		}
	}

}
