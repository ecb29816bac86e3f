package io.github.parallelpools.engine.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.MemoryLocks;

import static org.assertj.core.api.Assertions.assertThat;

/** A deadlock is told to all who should know, without a thread here. */
class DeadlockWatchTests {

	private final MemoryLocks locks = new MemoryLocks();

	private final Deque<Runnable> threads = new ArrayDeque<>();

	private long now;

	private final DeadlockWatch watch = new DeadlockWatch(this.locks, () -> this.now, this.threads::add);

	private final List<Deadlock> heard = new ArrayList<>();

	private final LockOwner one = owner("work-1");

	private final LockOwner two = owner(LockSession.APPLICATION);

	private final List<String> lines = new ArrayList<>();

	private final LogListener log = LogListener.of(DeadlockWatch.class, this.lines::add);

	@AfterEach
	void listenNoMore() {
		this.log.close();
	}

	private static LockOwner owner(String session) {
		return new LockOwner(new LockSession("", session), 1, "main");
	}

	private LockRequest close() {
		return close("a\nWARN", "b\u202e");
	}

	private LockRequest close(String first, String second) {
		this.locks.acquire(first, this.one);
		this.locks.acquire(second, this.two);
		this.locks.acquire(second, this.one);
		return this.locks.acquire(first, this.two);
	}

	private void run() {
		for (Runnable work; (work = this.threads.poll()) != null;) {
			work.run();
		}
	}

	@Test
	void itIsOneLineOfTheLogWithPoolProcessAndTask() {
		List<String> told = new ArrayList<>();
		this.watch.add(this.heard::add);
		this.watch.pools(new DeadlockWatch.Pools() {

			@Override
			public LockUser.@Nullable Work work(LockUser user) {
				return user.session().equals("work-1") ? new LockUser.Work("work", "work-1", 4711L, "t-1") : null;
			}

			@Override
			public void deadlocked(LockUser user, String text) {
				told.add(user.session());
			}

		});
		close();
		assertThat(this.heard).isEmpty();
		run();
		assertThat(this.lines).singleElement()
			.asString()
			.contains("application, thread main waits for lock 'a?WARN', held by the next: "
					+ "work-1, thread main (pool 'work', process 4711, task t-1) waits for lock 'b?', held by the first");
		assertThat(told).containsExactly("application", "work-1");
		assertThat(this.heard).singleElement()
			.satisfies((deadlock) -> assertThat(deadlock.waits().get(1).user().work())
				.isEqualTo(new LockUser.Work("work", "work-1", 4711L, "t-1")));
	}

	@Test
	void aListenerThatFailsKeepsItFromNobody() {
		this.watch.add((deadlock) -> {
			throw new IllegalStateException("no");
		});
		this.watch.add(this.heard::add);
		close();
		run();
		assertThat(this.heard).hasSize(1);
		assertThat(this.lines).hasSize(2).last().isEqualTo("A listener failed on deadlock 1");
	}

	@Test
	void thoseThatCloseAgainAndAgainAreToldNowAndThen() {
		this.watch.add(this.heard::add);
		LockRequest last = close();
		for (int i = 1; i < 3 * DeadlockWatch.MOST_TOLD; i++) {
			last.cancel();
			last = this.locks.acquire("a\nWARN", this.two, true);
		}
		run();
		assertThat(this.heard).hasSize(DeadlockWatch.MOST_TOLD);
		assertThat(this.lines).hasSize(DeadlockWatch.MOST_TOLD + 1)
			.last()
			.asString()
			.startsWith("More than " + DeadlockWatch.MOST_TOLD + " deadlocks within a minute");
		this.now += Duration.ofMinutes(1).toNanos();
		last.cancel();
		this.locks.acquire("a\nWARN", this.two);
		run();
		assertThat(this.heard).hasSize(DeadlockWatch.MOST_TOLD + 1);
	}

	@Test
	void nothingIsToldOnceItIsClosed() {
		this.watch.add(this.heard::add);
		this.watch.close();
		close();
		assertThat(this.threads).isEmpty();
		assertThat(this.locks.deadlocks().join()).hasSize(1);
	}

	@Test
	void itHasAThreadOfItsOwnForAsLongAsItTells() throws Exception {
		MemoryLocks others = new MemoryLocks();
		CompletableFuture<Thread> telling = new CompletableFuture<>();
		try (DeadlockWatch alone = new DeadlockWatch(others)) {
			alone.add((deadlock) -> telling.complete(Thread.currentThread()));
			others.acquire("a", this.one);
			others.acquire("b", this.two);
			others.acquire("b", this.one);
			others.acquire("a", this.two);
			Thread thread = telling.get(30, TimeUnit.SECONDS);
			assertThat(thread.getName()).isEqualTo("parallel-deadlocks");
			assertThat(thread.isDaemon()).isTrue();
			thread.join(30_000);
			assertThat(thread.isAlive()).isFalse();
		}
	}

}
