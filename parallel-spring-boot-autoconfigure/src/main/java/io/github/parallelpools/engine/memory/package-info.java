/**
 * The memory that all worker processes may take together, and what each pool has of it.
 * Knows of a pool only what a {@code MemoryUser} says.
 * <p>
 * It promises that pools without any worker are served in the order in which they came,
 * that a worker which was started for waiting tasks serves for a while before it leaves
 * to others, and that nothing is started beyond the budget. The budget has a lock of its
 * own, which is taken under the lock of a pool, never the other way round: what pools are
 * to be told, helper threads tell them.
 */
@NullMarked
package io.github.parallelpools.engine.memory;

import org.jspecify.annotations.NullMarked;
