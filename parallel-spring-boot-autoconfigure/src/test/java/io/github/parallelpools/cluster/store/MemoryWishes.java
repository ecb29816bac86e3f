package io.github.parallelpools.cluster.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.DesiredState;

/** What operators want. Guarded by the memory. */
final class MemoryWishes {

	private final MemoryNotices notices;

	private final Map<String, DesiredState> states = new HashMap<>();

	MemoryWishes(MemoryNotices notices) {
		this.notices = notices;
	}

	Optional<DesiredState> desired(String pool) {
		return Optional.ofNullable(this.states.get(pool));
	}

	OptionalLong desire(String pool, long version, String state) {
		if (version != desired(pool).map(DesiredState::version).orElse(0L)) {
			return OptionalLong.empty();
		}
		this.states.put(pool, new DesiredState(version + 1, state));
		this.notices.tell(ClusterListener::commanded);
		return OptionalLong.of(version + 1);
	}

}
