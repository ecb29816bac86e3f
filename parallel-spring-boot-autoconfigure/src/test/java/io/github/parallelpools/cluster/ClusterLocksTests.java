package io.github.parallelpools.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.SettableTime;
import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Locks of two instances that share a store. */
@Timeout(60)
class ClusterLocksTests {

	private static final Duration SELDOM = Duration.ofMinutes(10);

	private final SettableTime time = new SettableTime();

	private final MemoryCluster memory = new MemoryCluster(this.time);

	private final ClusterInstance one = new ClusterInstance(this.memory, "one", SELDOM);

	private final ClusterInstance two = new ClusterInstance(this.memory, "two", SELDOM);

	@AfterEach
	void close() {
		this.one.close();
		this.two.close();
	}

	private static LockOwner owner(ClusterInstance instance, long thread) {
		return owner(instance, LockSession.APPLICATION, thread);
	}

	private static LockOwner owner(ClusterInstance instance, String session, long thread) {
		return new LockOwner(new LockSession(instance.locks().node(), session), thread, "t" + thread);
	}

	private static LockRequest ask(ClusterInstance instance, long thread) {
		return instance.locks().acquire("lock", owner(instance, thread));
	}

	private static boolean take(ClusterInstance instance, long thread) {
		return instance.locks().tryAcquire("lock", owner(instance, thread)).join();
	}

	private static void release(ClusterInstance instance, long thread) {
		instance.locks().release("lock", owner(instance, thread)).join();
	}

	private static boolean has(ClusterInstance instance, long thread) {
		return instance.locks().isHeld("lock", owner(instance, thread)).join();
	}

	/** Evicts the node of an instance, which does not know yet. */
	private void evict(ClusterInstance instance) {
		ClusterInstance other = (instance == this.one) ? this.two : this.one;
		this.time.pass(ClusterInstance.LEASE);
		other.handle().renew(String.valueOf(other.node()), "{}");
		assertThat(other.handle().evict()).containsExactly(instance.node());
	}

	/** How many wait in an instance, also 0 if the store is too slow to tell. */
	private static int waiters(ClusterInstance instance) {
		return instance.locks().snapshot().join().stream().mapToInt((lock) -> lock.waiters().size()).sum();
	}

	@Test
	void oneInstanceHasALockAndTheOtherIsToldWhenItIsFree() {
		assertThat(take(this.one, 1)).isTrue();
		assertThat(take(this.two, 1)).isFalse();
		LockRequest waiting = ask(this.two, 1);
		assertThat(waiting.answer()).isNotDone();
		assertThat(has(this.two, 1)).isFalse();
		release(this.one, 1);
		assertThat(waiting.answer().join()).isTrue();
		assertThat(has(this.two, 1)).isTrue();
		assertThat(has(this.one, 1)).isFalse();
		assertThat(take(this.one, 1)).isFalse();
	}

	@Test
	void tokensRiseWhicheverInstanceHasIt() {
		long last = 0;
		for (int i = 0; i < 4; i++) {
			ClusterInstance instance = (i % 2 == 0) ? this.one : this.two;
			assertThat(take(instance, i)).isTrue();
			long token = instance.locks().token("lock", owner(instance, i)).join();
			assertThat(token).isGreaterThan(last);
			assertThat(take(instance, i)).isTrue();
			assertThat(instance.locks().token("lock", owner(instance, i)).join()).isEqualTo(token);
			release(instance, i);
			release(instance, i);
			assertThatThrownBy(() -> instance.locks().token("lock", owner(instance, 1)).join())
				.hasCauseInstanceOf(IllegalMonitorStateException.class);
			last = token;
		}
	}

	@Test
	void aFencedInstanceHasNoToken() {
		take(this.one, 1);
		this.one.fence();
		assertThatThrownBy(() -> this.one.locks().token("lock", owner(this.one, 1)).join())
			.hasCauseInstanceOf(IllegalMonitorStateException.class)
			.hasMessageContaining("fence");
	}

	@Test
	void itIsTakenAgainByItsOwnerWithoutTheStore() {
		assertThat(take(this.one, 1)).isTrue();
		this.memory.down();
		assertThat(take(this.one, 1)).isTrue();
		assertThat(ask(this.one, 1).answer().join()).isTrue();
		release(this.one, 1);
		release(this.one, 1);
		assertThat(has(this.one, 1)).isTrue();
		this.memory.up();
		release(this.one, 1);
		assertThat(has(this.one, 1)).isFalse();
		assertThat(take(this.two, 1)).isTrue();
	}

	@Test
	void ownersOfAnInstanceGetItInTheirOrder() {
		take(this.one, 1);
		List<LockRequest> waiting = List.of(ask(this.one, 2), ask(this.one, 3), ask(this.one, 4));
		for (int i = 0; i < waiting.size(); i++) {
			release(this.one, i + 1);
			assertThat(waiting.get(i).answer().join()).isTrue();
			assertThat(this.one.handle().locks()).hasSize(1);
			assertThat(waiting.subList(i + 1, waiting.size())).noneMatch((request) -> request.answer().isDone());
		}
	}

	@Test
	void aLostNoticeIsMadeUpForByAPoll() {
		try (ClusterInstance patient = new ClusterInstance(this.memory, "three", Duration.ofMillis(20))) {
			take(this.one, 1);
			LockRequest waiting = ask(patient, 1);
			this.memory.losesNotices(true);
			release(this.one, 1);
			assertThat(waiting.answer().join()).isTrue();
		}
	}

	@Test
	void whoGivesUpDoesNotGetIt() {
		take(this.one, 1);
		LockRequest first = ask(this.two, 1);
		LockRequest second = ask(this.two, 2);
		LockRequest third = ask(this.two, 3);
		second.cancel();
		assertThat(second.answer().join()).isFalse();
		first.cancel();
		assertThat(first.answer().join()).isFalse();
		release(this.one, 1);
		assertThat(third.answer().join()).isTrue();
	}

	@Test
	void anEvictedInstanceLosesItsLocksToTheOther() {
		take(this.one, 1);
		LockRequest waiting = ask(this.two, 1);
		LockRequest behind = ask(this.one, 2);
		evict(this.one);
		assertThat(waiting.answer().join()).isTrue();
		this.one.fence();
		assertThat(has(this.one, 1)).isFalse();
		assertThat(this.one.locks().heldBy(owner(this.one, 1)).join()).isEmpty();
		assertThatThrownBy(() -> release(this.one, 1)).hasCauseInstanceOf(IllegalMonitorStateException.class);
		assertThat(behind.answer()).isNotDone();
		this.one.join();
		assertThat(behind.answer()).isNotDone();
		release(this.two, 1);
		assertThat(behind.answer().join()).isTrue();
	}

	@Test
	void anEvictedInstanceThatDoesNotKnowIsToldWhenItGivesBack() {
		take(this.one, 1);
		evict(this.one);
		assertThat(take(this.two, 1)).isTrue();
		assertThatThrownBy(() -> release(this.one, 1)).hasCauseInstanceOf(IllegalMonitorStateException.class)
			.hasMessageContaining("token");
		assertThat(has(this.one, 1)).isFalse();
		assertThat(has(this.two, 1)).isTrue();
	}

	@Test
	void aFencedInstanceHasNothingAndAsksForNothing() {
		take(this.one, 1);
		this.one.become(null);
		assertThat(has(this.one, 1)).isFalse();
		assertThatThrownBy(() -> take(this.one, 1)).hasCauseInstanceOf(SharedLockException.class)
			.hasMessageContaining("fence");
		LockRequest waiting = ask(this.one, 1);
		assertThat(waiting.answer()).isNotDone();
		this.one.join();
		assertThat(waiting.answer().join()).isTrue();
	}

	@Test
	void aFencedInstanceThatWasNotEvictedGivesItsLocksBack() {
		take(this.one, 1);
		LockRequest waiting = ask(this.two, 1);
		this.one.become(null);
		assertThat(waiting.answer().join()).isTrue();
	}

	@Test
	void aLostGrantIsFoundOut() {
		this.one.answers().lose("tryLock").lose("tryLock");
		assertThat(take(this.one, 1)).isTrue();
		assertThat(has(this.one, 1)).isTrue();
		assertThat(this.one.handle().locks()).singleElement()
			.satisfies((lock) -> assertThat(lock.token()).isEqualTo(1));
		this.one.answers().lose("unlock").lose("unlock");
		release(this.one, 1);
		assertThat(this.one.handle().locks()).isEmpty();
	}

	@Test
	void whatTheStoreRefusesThoughItTakesOtherWritesIsToldToWhoWaits() {
		this.one.renewAgainAndAgain();
		this.one.answers().refuse("tryLock", "lock");
		assertThatThrownBy(() -> take(this.one, 1)).cause()
			.isInstanceOf(SharedLockException.class)
			.hasMessageContainingAll("'lock' could not be taken", "takes other writes", "'tryLock' is refused");
		this.one.answers().loseNothing();
		assertThat(take(this.one, 1)).isTrue();
		this.one.answers().refuse("unlock", "lock");
		assertThatThrownBy(() -> release(this.one, 1)).cause()
			.isInstanceOf(SharedLockException.class)
			.hasMessageContainingAll("'lock' could not be given back", "'unlock' is refused");
		assertThat(has(this.one, 1)).isTrue();
		this.one.answers().loseNothing();
		release(this.one, 1);
		assertThat(this.one.handle().locks()).isEmpty();
	}

	@Test
	void aGrantThatNobodyWantsAnyMoreIsGivenBack() {
		take(this.two, 1);
		LockRequest waiting = ask(this.one, 1);
		await().until(() -> waiters(this.one) == 1);
		this.one.answers().loseAtRandom(1, 1);
		release(this.two, 1);
		await().until(() -> !this.one.handle().locks().isEmpty());
		this.one.locks().releaseSession(owner(this.one, 1).session()).join();
		this.one.answers().loseNothing();
		assertThat(waiting.answer().join()).isFalse();
		await().until(() -> this.one.handle().locks().isEmpty());
		assertThat(take(this.two, 1)).isTrue();
	}

	@Test
	void whatIsGrantedWhileTheInstanceIsFencedIsGivenBack() {
		this.one.answers().loseAtRandom(1, 1);
		LockRequest waiting = ask(this.one, 1);
		await().until(() -> this.one.answers().count() > 1);
		this.one.become(null);
		this.one.answers().loseNothing();
		await().until(() -> this.one.handle().locks().isEmpty());
		assertThat(waiting.answer()).isNotDone();
		waiting.cancel();
		assertThat(waiting.answer().join()).isFalse();
	}

	@Test
	void everythingOfAnOwnerOrASessionIsGivenBack() {
		LockOwner worker = owner(this.one, "worker", 7);
		for (String lock : List.of("a", "b", "c")) {
			assertThat(this.one.locks().tryAcquire(lock, worker).join()).isTrue();
			assertThat(this.one.locks().tryAcquire(lock, worker).join()).isTrue();
		}
		take(this.one, 1);
		LockRequest waiting = this.one.locks().acquire("lock", worker);
		List<String> kept = List.of("b", "b", "c");
		assertThat(this.one.locks().heldBy(worker).join()).containsExactly("a", "a", "b", "b", "c", "c");
		assertThat(this.one.locks().releaseAll(worker, kept).join()).containsExactlyInAnyOrder("a", "c");
		assertThat(this.one.locks().releaseAll(worker, kept).join()).isEmpty();
		this.one.locks().release("c", worker).join();
		assertThat(this.one.locks().heldBy(worker).join()).containsExactly("b", "b");
		this.one.locks().releaseSession(worker.session()).join();
		assertThat(waiting.answer().join()).isFalse();
		assertThat(this.one.handle().locks()).singleElement()
			.satisfies((lock) -> assertThat(lock.name()).isEqualTo("lock"));
		assertThat(has(this.one, 1)).isTrue();
	}

	@Test
	void aLockIsTakenAwayFromWhoeverHasIt() {
		take(this.one, 1);
		LockRequest next = ask(this.one, 2);
		assertThat(this.two.locks().forceRelease("lock").join())
			.hasValueSatisfying((had) -> assertThat(had.user().toString()).contains("one").contains("t1"));
		this.one.locks().missed();
		await().until(() -> !has(this.one, 1));
		assertThat(next.answer().join()).isTrue();
		assertThat(this.one.locks().forceRelease("lock").join()).contains(owner(this.one, 2));
		assertThat(has(this.one, 2)).isFalse();
		this.two.answers().lose("forceUnlock");
		take(this.one, 1);
		assertThat(this.two.locks().forceRelease("lock").join()).isPresent();
		assertThat(this.two.locks().forceRelease("lock").join()).isEmpty();
	}

	@Test
	void theTurnOfAStandaloneTaskIsNoLockOfAnApplication() {
		String turn = TaskBook.lock("task");
		long token = this.one.handle().tryLock(String.valueOf(this.one.node()), turn, "another").orElseThrow();
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.one.locks().tryAcquire(turn, owner(this.one, 1)).join())
			.havingCause()
			.isInstanceOf(SharedLockException.class)
			.withMessageContaining("'parallel:task:task'")
			.withMessageContaining("does not begin with 'parallel:'");
		assertThat(this.one.locks().forceRelease(turn).join()).isEmpty();
		take(this.one, 1);
		assertThat(this.two.locks().snapshot().join()).extracting(LockSnapshot::name).doesNotContain(turn);
		assertThat(this.one.handle().locks()).anySatisfy((lock) -> {
			assertThat(lock.name()).isEqualTo(turn);
			assertThat(lock.token()).isEqualTo(token);
		});
	}

	@Test
	void whoHasAndWhoWaitsCanBeReadAnywhere() {
		take(this.one, 1);
		take(this.one, 1);
		ask(this.one, 2);
		ask(this.two, 3);
		ask(this.two, 4);
		assertThat(this.one.locks().snapshot().join()).singleElement().satisfies((lock) -> {
			assertThat(lock.owner()).isEqualTo(owner(this.one, 1).user());
			assertThat(lock.holds()).isEqualTo(2);
			assertThat(lock.held()).isPositive();
			assertThat(lock.waiters()).extracting(LockSnapshot.Waiter::user).containsExactly(owner(this.one, 2).user());
		});
		// A snapshot does not wait for a slow store, so it is taken again.
		await().untilAsserted(() -> assertThat(this.two.locks().snapshot().join()).singleElement().satisfies((lock) -> {
			assertThat(lock.owner()).isEqualTo(owner(this.one, 1).user());
			assertThat(lock.waiters()).extracting(LockSnapshot.Waiter::user)
				.containsExactly(owner(this.two, 3).user(), owner(this.two, 4).user());
		}));
		this.one.handle().down();
		assertThat(this.one.locks().snapshot().join()).hasSize(1);
	}

	@Test
	void aCircleWithinAnInstanceIsTold() {
		List<Object> told = new ArrayList<>();
		this.one.locks().watch(told::add);
		assertThat(this.one.locks().tryAcquire("a", owner(this.one, 1)).join()).isTrue();
		assertThat(this.one.locks().tryAcquire("b", owner(this.one, 2)).join()).isTrue();
		this.one.locks().acquire("b", owner(this.one, 1));
		this.one.locks().acquire("a", owner(this.one, 2));
		assertThat(told).hasSize(1);
		assertThat(this.one.locks().deadlocks().join()).hasSize(1);
	}

	@Test
	void aClosedInstanceRefusesAllThatWaits() {
		take(this.two, 1);
		LockRequest first = ask(this.one, 1);
		LockRequest second = ask(this.one, 2);
		await().until(() -> waiters(this.one) == 2);
		this.one.locks().close();
		this.one.locks().unlocked("lock");
		for (LockRequest request : List.of(first, second, ask(this.one, 3))) {
			await().until(request.answer()::isCompletedExceptionally);
		}
	}

	@Test
	void aNameThatNoStoreKnowsIsRefused() {
		for (String name : List.of("", "x".repeat(201), "a\0b", "\ud800")) {
			assertThatThrownBy(() -> this.one.locks().tryAcquire(name, owner(this.one, 1)).join())
				.hasCauseInstanceOf(SharedLockException.class);
		}
	}

	@Test
	void anyNumberOfOwnersExcludeEachOtherWhileAnswersAreLostAndInstancesFenced() throws Exception {
		List<ClusterInstance> instances = List.of(new ClusterInstance(this.memory, "a", Duration.ofMillis(5)),
				new ClusterInstance(this.memory, "b", Duration.ofMillis(5)));
		instances.forEach((instance) -> instance.answers().loseAtRandom(7, 0.1));
		ConcurrentHashMap<Long, String> tokens = new ConcurrentHashMap<>();
		AtomicInteger done = new AtomicInteger();
		CountDownLatch ends = new CountDownLatch(8);
		List<Throwable> errors = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int number = i;
			new Thread(() -> {
				try {
					work(instances.get(number % 2), number, tokens, done);
				}
				catch (Throwable ex) {
					synchronized (errors) {
						errors.add(ex);
					}
				}
				ends.countDown();
			}).start();
		}
		Random random = new Random(5);
		while (ends.getCount() > 0) {
			ends.await(20, TimeUnit.MILLISECONDS);
			ClusterInstance instance = instances.get(random.nextInt(2));
			String before = String.valueOf(instance.node());
			instance.become(null);
			instance.join();
			instance.handle().leave(before);
		}
		assertThat(errors).isEmpty();
		assertThat(done).hasPositiveValue();
		instances.forEach((instance) -> instance.answers().loseNothing());
		await().until(() -> this.one.handle().locks().isEmpty());
		instances.forEach(ClusterInstance::close);
	}

	private static void work(ClusterInstance instance, int number, ConcurrentHashMap<Long, String> tokens,
			AtomicInteger done) {
		Random random = new Random(number);
		LockOwner owner = owner(instance, number);
		for (int i = 0; i < 50; i++) {
			LockRequest request = instance.locks().acquire("lock", owner);
			if (random.nextInt(4) == 0) {
				request.cancel();
			}
			if (!request.answer().join()) {
				continue;
			}
			done.incrementAndGet();
			instance.handle()
				.locks()
				.stream()
				.filter((lock) -> instance.locks().isHeld("lock", owner).join())
				.filter((lock) -> lock.node().equals(instance.node()))
				.forEach((lock) -> {
					String other = tokens.putIfAbsent(lock.token(), owner + " " + lock.owner());
					assertThat(other).as("the token of one grant").isNull();
				});
			CompletableFuture<?> released = instance.locks().release("lock", owner);
			released.handle((unused, error) -> error).join();
		}
	}

}
