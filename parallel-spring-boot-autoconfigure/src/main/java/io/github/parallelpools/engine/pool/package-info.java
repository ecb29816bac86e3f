/**
 * One pool: its lock and what that guards, its states, its tasks from admission to the
 * telling of their ends, who works for it, and the rules by which those are hired, kept
 * and given up. Knows neither what feeds a pool (that is a {@code Feeding}, and sees a
 * {@code FedPool}) nor for whom it is: to the rooms above it shows the pool that users
 * see, and how one is made.
 * <p>
 * <b>It promises</b> that each task that was accepted ends and is told of exactly once,
 * that who sees a future done also sees the totals, that no foreign code runs under the
 * lock or on the supervisor, and that the accounts are exact whenever the pool is quiet.
 * <p>
 * <b>States.</b> {@code PoolState} lists the moves of a pool, {@code Lifecycle} makes
 * them; {@code StateMoves} has those that users ask for, {@code PoolCore} those that
 * follow from who is there and what is to do. The states of a worker are the crew's.
 * <p>
 * <b>Locks.</b> Each pool has one, the {@code PoolLock} of its {@code PoolCore}. It
 * guards the queue, the crew, the callers that wait or run a task, the back-off, what is
 * known of work elsewhere, and the moves. The fast lane for tasks lies beside it, and is
 * closed by whoever changes who may take the next task. Under it the lock of the memory
 * budget may be taken, no other. Totals are counted without it, moves are announced after
 * it, ends are told without it.
 */
@NullMarked
package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.NullMarked;
