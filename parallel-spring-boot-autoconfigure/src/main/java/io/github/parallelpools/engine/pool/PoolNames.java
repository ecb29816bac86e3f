package io.github.parallelpools.engine.pool;

import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a pool calls its workers and tasks, and how its messages speak of them.
 *
 * @param worker the id of a worker, by its number
 * @param task the id of a task, by its number
 * @param title what messages call a task, by its id
 * @param limit what messages call a limit, by the property that sets it
 * @param forced why tasks end that run when the pool is stopped by force
 * @param unrun why tasks end that were not run when the pool is closed
 * @param level at which states of the pool and lives of its workers are logged
 */
public record PoolNames(LongFunction<String> worker, LongFunction<String> task, UnaryOperator<String> title,
		UnaryOperator<String> limit, String forced, Supplier<String> unrun, System.Logger.Level level) {

	/**
	 * The names of a pool that users see.
	 * @param pool its name
	 * @param instance a text that no other engine has
	 */
	static PoolNames of(String pool, String instance) {
		String prefix = pool + "-" + instance + "-";
		return new PoolNames((number) -> pool + "-" + number, (number) -> prefix + number,
				(task) -> "Task %s of pool '%s'".formatted(task, pool), (property) -> property,
				"its pool was stopped by force", () -> "the application closed before it was run",
				System.Logger.Level.INFO);
	}

}
