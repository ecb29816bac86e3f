package io.github.parallelpools.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.WorkerKind;

/**
 * Refuses pools whose first workers can never all be there with the memory that all
 * worker processes may take together, or that could never have a worker beside the first
 * ones of the others. Knows nothing of what happens beyond the first workers.
 */
final class MemoryBudgetCheck {

	private static final String BUDGET = "'parallel.memory-budget'";

	private final long budget;

	private MemoryBudgetCheck(long budget) {
		this.budget = budget;
	}

	/** Checks all pools. */
	static void check(Collection<ConfiguredPool> pools, DataSize budget) {
		List<ConfiguredPool> processes = pools.stream()
			.filter((pool) -> pool.properties().kind() == WorkerKind.PROCESS)
			.toList();
		MemoryBudgetCheck check = new MemoryBudgetCheck(budget.toBytes());
		processes.forEach(check::checkAlone);
		List<ConfiguredPool> first = processes.stream().filter((pool) -> pool.properties().autoStart()).toList();
		check.checkTogether(first);
		pools.stream().filter(ConfiguredPool::hasShadow).forEach((pool) -> check.checkShadow(pool, first));
	}

	private void checkAlone(ConfiguredPool pool) {
		long needed = Math.max(1, pool.properties().minSize()) * worker(pool);
		if (needed <= this.budget) {
			return;
		}
		if (worker(pool) > this.budget) {
			throw new PoolConfigurationException(pool.name(), "process.max-heap",
					size(pool.processSettings().memory().heap()),
					"is too large: a worker of it may take %s beside its heap, which is %s together, and %s is %s"
						.formatted(size(pool.processSettings().memory().overhead()), size(needed), BUDGET,
								size(this.budget)),
					"Raise %s to at least %s, or lower 'process.max-heap'.".formatted(BUDGET, size(needed)));
		}
		throw new PoolConfigurationException(pool.name(), "min-size", String.valueOf(pool.properties().minSize()),
				"are too many: they may take %s together (%s each), and %s is %s".formatted(size(needed),
						size(worker(pool)), BUDGET, size(this.budget)),
				"Raise %s to at least %s, or lower 'min-size' or 'process.max-heap'.".formatted(BUDGET, size(needed)));
	}

	private void checkTogether(List<ConfiguredPool> pools) {
		long first = pools.stream().mapToLong(MemoryBudgetCheck::first).sum();
		for (ConfiguredPool pool : pools) {
			long needed = first + ((pool.properties().minSize() == 0) ? worker(pool) : 0);
			if (needed > this.budget) {
				String others = pools.stream()
					.filter((one) -> one == pool || first(one) > 0)
					.map((one) -> "%s: %s x %s".formatted(one.name().name(), Math.max(1, one.properties().minSize()),
							size(worker(one))))
					.collect(Collectors.joining(", "));
				throw new PoolConfigurationException(pool.name(), "min-size",
						String.valueOf(pool.properties().minSize()),
						"leaves no room: with the first workers of the other pools it needs %s (%s), and %s is %s"
							.formatted(size(needed), others, BUDGET, size(this.budget)),
						"Raise %s to at least %s, or lower 'min-size' or 'process.max-heap' of these pools."
							.formatted(BUDGET, size(needed)));
			}
		}
	}

	/** Copies run in a process that must have room beside the first of all pools. */
	private void checkShadow(ConfiguredPool pool, List<ConfiguredPool> pools) {
		long needed = pools.stream().mapToLong(MemoryBudgetCheck::first).sum() + worker(pool);
		if (needed > this.budget) {
			throw new PoolConfigurationException(pool.name(), ShadowSettings.SHARE,
					String.valueOf(pool.properties().shadow().share()),
					"leaves no room: with the first workers of all pools, a process for copies (%s) needs %s, and %s is %s"
						.formatted(size(worker(pool)), size(needed), BUDGET, size(this.budget)),
					"Raise %s to at least %s, lower 'process.max-heap' of this pool, or remove its 'shadow'."
						.formatted(BUDGET, size(needed)));
		}
	}

	private static long first(ConfiguredPool pool) {
		return pool.properties().minSize() * worker(pool);
	}

	private static long worker(ConfiguredPool pool) {
		return pool.processSettings().memory().bytes();
	}

	private static String size(long bytes) {
		return (bytes + 1024 * 1024 - 1) / (1024 * 1024) + "MB";
	}

}
