package io.github.parallelpools.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.StringUtils;

import io.github.parallelpools.pool.ParallelPool;

/**
 * The pools that operators see: all beans but those that tell nothing of themselves, as
 * the mocks that tests put in the place of pools. One of a scope is seen once, by its
 * proxy.
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
		beans.getBeansOfType(ParallelPool.class).forEach((bean, pool) -> {
			// A proxy leads to whatever pool its scope has; its target is only that of
			// now.
			if (!ScopedProxyUtils.isScopedTarget(bean) && StringUtils.hasText(pool.name())) {
				pools.putIfAbsent(pool.name(), pool);
			}
		});
		return pools;
	}

}
