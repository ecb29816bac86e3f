package io.github.parallelpools.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.StringUtils;

import io.github.parallelpools.pool.ParallelPool;

/**
 * The pools that operators see: all beans but those that tell nothing of themselves, as
 * the mocks that tests put in the place of pools. One of a scope is seen once, by its proxy.
 */
final class SeenPools {

	private SeenPools() {
	}

	/**
	 * Makes the pools that are beans.
	 * @param beans the application's beans
	 * @return the pools by the names of their beans
	 */
	static Map<String, ParallelPool> in(ListableBeanFactory beans) {
		Map<String, ParallelPool> pools = new LinkedHashMap<>(beans.getBeansOfType(ParallelPool.class));
		// The proxy leads to whatever pool the scope has, this is the one that it has now.
		pools.keySet().removeIf(ScopedProxyUtils::isScopedTarget);
		pools.values().removeIf((pool) -> !StringUtils.hasText(pool.name()));
		return pools;
	}

}
