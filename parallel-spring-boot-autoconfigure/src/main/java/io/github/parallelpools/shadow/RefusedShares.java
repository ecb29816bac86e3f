package io.github.parallelpools.shadow;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.LockSnapshot;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.AddResult;
import io.github.parallelpools.shared.store.EncodedValue;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.shared.store.StoredEntry;
import io.github.parallelpools.shared.store.SwapResult;

/**
 * Refuses shared locks and maps to copies: what they did there would be real. An empty
 * map of their own would make the task another one. Stateless.
 */
public final class RefusedShares {

	/** How each refusal begins. */
	private static final String MARK = "A copy of a task may not use the shared ";

	private static final String REST = ", as what it does there would be real. ";

	private RefusedShares() {
	}

	/**
	 * What the processes of copies share with the application.
	 * @return locks and maps of which each is refused
	 */
	public static SharedStore store() {
		return new SharedStore(new Locks(), Map::new);
	}

	/**
	 * Finds a refusal in what is known of a failed copy.
	 * @param text a message or a stack
	 * @return the refusal in one line, {@code null} if there is none
	 */
	static @Nullable String in(@Nullable String text) {
		int begin = (text != null) ? text.indexOf(MARK) : -1;
		if (text == null || begin < 0) {
			return null;
		}
		int end = text.indexOf('\n', begin);
		return text.substring(begin, (end < 0) ? text.length() : end).strip();
	}

	private static String refusal(String what) {
		return MARK + what + REST + "The task can't be tried in a shadow; it can be run in a process.";
	}

	/** Locks that nobody gets, and so nobody has. */
	private static final class Locks implements LockStore {

		private static <T> CompletableFuture<T> refuse(String lock) {
			return CompletableFuture.failedFuture(new SharedLockException(refusal("lock '" + lock + "'"), null));
		}

		@Override
		public String node() {
			return "";
		}

		@Override
		public CompletableFuture<Boolean> tryAcquire(String lock, LockOwner owner) {
			return refuse(lock);
		}

		@Override
		public LockRequest acquire(String lock, LockOwner owner) {
			CompletableFuture<Boolean> refused = refuse(lock);
			return new LockRequest() {

				@Override
				public CompletableFuture<Boolean> answer() {
					return refused;
				}

				@Override
				public void cancel() {
					// It is answered.
				}

			};
		}

		@Override
		public CompletableFuture<@Nullable Void> release(String lock, LockOwner owner) {
			return refuse(lock);
		}

		@Override
		public CompletableFuture<Boolean> isHeld(String lock, LockOwner owner) {
			return refuse(lock);
		}

		@Override
		public CompletableFuture<Long> token(String lock, LockOwner owner) {
			return refuse(lock);
		}

		@Override
		public CompletableFuture<List<String>> heldBy(LockOwner owner) {
			return LockAnswers.NOTHING;
		}

		@Override
		public CompletableFuture<List<String>> releaseAll(LockOwner owner, Collection<String> kept) {
			return LockAnswers.NOTHING;
		}

		@Override
		public CompletableFuture<@Nullable Void> releaseSession(LockSession session) {
			return LockAnswers.DONE;
		}

		@Override
		public CompletableFuture<Optional<LockOwner>> forceRelease(String lock) {
			return CompletableFuture.completedFuture(Optional.empty());
		}

		@Override
		public CompletableFuture<List<LockSnapshot>> snapshot() {
			return CompletableFuture.completedFuture(List.of());
		}

	}

	/**
	 * A map that may not be used.
	 *
	 * @param tag its tag
	 */
	private record Map(String tag) implements MapStore {

		private SharedMapException refuse() {
			return new SharedMapException(refusal("map '" + this.tag + "'"), null);
		}

		@Override
		public @Nullable StoredEntry get(String key) {
			throw refuse();
		}

		@Override
		public boolean containsKey(String key) {
			throw refuse();
		}

		@Override
		public int size() {
			throw refuse();
		}

		@Override
		public @Nullable EncodedValue put(String key, EncodedValue value) {
			throw refuse();
		}

		@Override
		public @Nullable EncodedValue remove(String key) {
			throw refuse();
		}

		@Override
		public boolean delete(String key) {
			throw refuse();
		}

		@Override
		public SwapResult compareAndSet(String key, long version, @Nullable EncodedValue update) {
			throw refuse();
		}

		@Override
		public AddResult add(String key, long delta) {
			throw refuse();
		}

		@Override
		public List<String> keys() {
			throw refuse();
		}

		@Override
		public List<StoredEntry> entries() {
			throw refuse();
		}

		@Override
		public void clear() {
			throw refuse();
		}

	}

}
