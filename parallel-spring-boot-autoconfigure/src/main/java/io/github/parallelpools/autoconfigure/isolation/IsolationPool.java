package io.github.parallelpools.autoconfigure.isolation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.WorkerKind;

/**
 * A configured pool, as far as calls of beans are concerned.
 *
 * @param name its name
 * @param aliases other names of its bean
 * @param kind what its workers are
 * @param portable whether what it is given must be able to travel
 * @param makesBeans whether its worker processes have a context that makes beans
 * @param obstacle why it can't be given calls, {@code null} if it can
 */
public record IsolationPool(String name, List<String> aliases, WorkerKind kind, boolean portable, boolean makesBeans,
		@Nullable String obstacle) {

	public IsolationPool {
		aliases = List.copyOf(aliases);
	}

	/** Whether a name is meant for this pool. */
	boolean isCalled(String written) {
		return this.name.equals(written) || this.aliases.contains(written);
	}

	/** Whether the bean that is called is one that a worker process has made. */
	boolean makesTarget() {
		return this.kind == WorkerKind.PROCESS;
	}

}
