package io.github.parallelpools.shared.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockSnapshot;

/**
 * Where locks live: in the application's memory, or elsewhere. Safe for use by several
 * threads.
 * <p>
 * No method waits. Each is answered once, at once or later, by any thread, and in any
 * order: whoever needs an order waits for one answer before asking for the next thing. A
 * store completes answers while it holds no lock of its own; what depends on them returns
 * soon. An answer that is an exception says that nothing has changed, and that the same
 * may be asked again: a store that has lost an answer on the way finds out what became of
 * it before it gives its own.
 */
public interface LockStore {

	/**
	 * The application among all that share this place.
	 * @return its name, empty if no others do
	 */
	String node();

	/**
	 * The session of the application's own threads, or of a worker.
	 * @param name {@link LockSession#APPLICATION} or the worker's id
	 * @return the session
	 */
	default LockSession session(String name) {
		return new LockSession(node(), name);
	}

	/**
	 * Takes a lock if it is free, or the owner has it already.
	 * @param lock the lock's name
	 * @param owner for whom
	 * @return whether the owner has it now
	 */
	CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner);

	/**
	 * Takes a lock, now or when its turn comes.
	 * @param lock the lock's name
	 * @param owner for whom
	 * @return the request
	 */
	LockRequest acquire(String lock, LockOwner owner);

	/**
	 * As {@link #acquire(String, LockOwner)}, where it matters for finding deadlocks
	 * whether the owner gives up by itself. A store that finds none need not know.
	 * @param lock the lock's name
	 * @param owner for whom
	 * @param timed whether the request is taken back after some time
	 * @return the request
	 */
	default LockRequest acquire(String lock, LockOwner owner, boolean timed) {
		return acquire(lock, owner);
	}

	/**
	 * Gives a lock back, once.
	 * @param lock the lock's name
	 * @param owner for whom
	 * @return completed when that is done; with an {@link IllegalMonitorStateException}
	 * if the owner does not have it
	 */
	CompletableFuture<@Nullable Void> release(String lock, LockOwner owner);

	/**
	 * Whether an owner has a lock.
	 * @param lock the lock's name
	 * @param owner the owner
	 * @return {@code true} if it has
	 */
	CompletableFuture<Boolean> isHeld(String lock, LockOwner owner);

	/**
	 * The number of the grant under which an owner has a lock, higher than that of every
	 * grant of this lock before.
	 * @param lock the lock's name
	 * @param owner the owner
	 * @return the number, above 0; an {@link IllegalMonitorStateException} if the owner
	 * does not have the lock
	 */
	CompletableFuture<Long> token(String lock, LockOwner owner);

	/**
	 * What an owner has.
	 * @param owner the owner
	 * @return the names of the locks, each as often as it was taken
	 */
	CompletableFuture<List<String>> heldBy(LockOwner owner);

	/**
	 * Gives back what an owner has, however often it was taken.
	 * @param owner the owner
	 * @param kept the locks that it keeps, each as often as it is to have it then, as
	 * {@link #heldBy} tells them
	 * @return the names of the locks that it has no more, or less often;
	 * {@link LockAnswers#NOTHING} itself and at once if no lock was granted here that may
	 * be the owner's, as this is asked after every task
	 */
	CompletableFuture<List<String>> releaseAll(LockOwner owner, Collection<String> kept);

	/**
	 * Ends a session: gives back all that its threads have, and forgets what they wait
	 * for. What is granted to the session later is for whoever asked to give back.
	 * @param session the session
	 * @return completed when that is done
	 */
	CompletableFuture<@Nullable Void> releaseSession(LockSession session);

	/**
	 * Takes a lock away from whoever has it, however often it was taken.
	 * @param lock the lock's name
	 * @return who had it, empty if nobody
	 */
	CompletableFuture<Optional<LockOwner>> forceRelease(String lock);

	/**
	 * The locks that somebody has.
	 * @return one entry for each, by name
	 */
	CompletableFuture<List<LockSnapshot>> snapshot();

	/**
	 * The owners that wait for each other at present.
	 * @return one entry for each circle, in the order in which they were closed; none if
	 * the store does not find them
	 */
	default CompletableFuture<List<Deadlock>> deadlocks() {
		return CompletableFuture.completedFuture(List.of());
	}

	/**
	 * Has somebody told of each circle of waiting owners once, at the moment it closes.
	 * @param watcher is told by whoever asks for the lock that closes it, without a lock
	 * of the store, and returns soon
	 */
	default void watch(Consumer<Deadlock> watcher) {
	}

	/**
	 * Tells somebody no more.
	 * @param watcher who was told
	 */
	default void unwatch(Consumer<Deadlock> watcher) {
	}

}
