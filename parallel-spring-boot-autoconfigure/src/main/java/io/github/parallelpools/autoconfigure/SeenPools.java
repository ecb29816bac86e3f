package io.github.parallelpools.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.util.StringUtils;

import io.github.parallelpools.pool.ParallelPool;

/**
 * The pools that operators see: all beans but those that tell nothing of themselves, as
 * the mocks that tests put in the place of pools. One of a scope is seen once, by its
 * proxy, if there is one when the application starts. Prototypes are not seen, as each
 * look would make another one.
 */
final class SeenPools {

	private SeenPools() {
	}

	/**
	 * Makes the pools that are beans.
	 * @param beans the application's beans
	 * @return the pools by their names, also where their beans have others
	 */
	static Map<String, ParallelPool> in(ListableBeanFactory beans) {
		Map<String, ParallelPool> pools = new LinkedHashMap<>();
		// A proxy, which is a singleton, leads to whatever pool its scope has; its target
		// is only that of now.
		beans.getBeansOfType(ParallelPool.class, false, true).values().forEach((pool) -> {
			String name = name(pool);
			if (StringUtils.hasText(name)) {
				pools.putIfAbsent(name, pool);
			}
		});
		return pools;
	}

	/** The name of a pool, {@code null} if its scope has none at present. */
	private static @Nullable String name(ParallelPool pool) {
		try {
			return pool.name();
		}
		catch (ScopeNotActiveException ex) {
			return null;
		}
	}

}
