package io.github.parallelpools.cluster.redis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.parallelpools.spi.cluster.StoredLock;

/** Locks as scripts write and read them; knows nothing of who waits for one. */
final class RedisLocks {

	private final RedisCalls calls;

	RedisLocks(RedisCalls calls) {
		this.calls = calls;
	}

	OptionalLong lock(String node, String lock, String owner) {
		RedisAnswer answer = this.calls.call(RedisScript.LOCK, RedisArguments.of(node).and(lock).and(owner));
		return answer.isEmpty() ? OptionalLong.empty() : OptionalLong.of(answer.number());
	}

	boolean unlock(String node, String lock, long token) {
		return this.calls.call(RedisScript.UNLOCK, RedisArguments.of(node).and(lock).and(token)).yes();
	}

	Optional<StoredLock> force(String lock) {
		RedisAnswer answer = this.calls.call(RedisScript.UNLOCK_FORCE, RedisArguments.of(lock));
		return answer.isEmpty() ? Optional.empty()
				: Optional.of(new StoredLock(lock, answer.text(), answer.text(), answer.number()));
	}

	List<StoredLock> all() {
		return this.calls.call(RedisScript.LOCKS)
			.each((answer) -> new StoredLock(answer.text(), answer.text(), answer.text(), answer.number()))
			.stream()
			.sorted(Comparator.comparing(StoredLock::name))
			.toList();
	}

}
