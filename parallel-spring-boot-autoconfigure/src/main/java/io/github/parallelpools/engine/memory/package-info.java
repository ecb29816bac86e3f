/**
 * The memory that all worker processes may take together, and what each pool has of it.
 * It knows costs and an order of asking; it knows of a pool only what a
 * {@code MemoryUser} says.
 * <p>
 * {@code MemoryBudget} counts what all processes may take and keeps the line of pools
 * that wait for more. Each pool has a {@code MemoryShare}, which it asks before it hires,
 * and to which it gives back when a loop has ended, whatever became of the worker.
 * <p>
 * <b>It promises</b> that nothing is started beyond the budget; that pools without any
 * worker are served in the order of asking, before the others; that a worker with work
 * leaves only for pools that have no worker, between two tasks, one of each pool per
 * second, and only after it has come back from a task and has been ready for a second;
 * and that what pools keep for {@code min-size} leaves for nobody. A pool that would need
 * that stands aside, so that it holds up no others. The comment of {@code MemoryBudget}
 * says why every pool gets its turn.
 * <p>
 * <b>States.</b> A pool wants nothing, waits in line, or <em>starves</em> in line, which
 * is to say, has no worker. It leaves the line when it gets memory or wants no worker any
 * more.
 * <p>
 * <b>Locks.</b> The budget's monitor guards the line and the shares. It is taken last,
 * under the lock of any pool, so the budget calls pools by helper threads only: the first
 * in line when memory is free, and the idle workers of all pools when it is not. Idle
 * workers then look in {@code TaskClaims} of the room {@code pool} whether they are to
 * leave.
 * <p>
 * <b>Source.</b> A round robin with time slices among the pools that starve, and a line
 * without overtaking for the others.
 */
@NullMarked
package io.github.parallelpools.engine.memory;

import org.jspecify.annotations.NullMarked;
