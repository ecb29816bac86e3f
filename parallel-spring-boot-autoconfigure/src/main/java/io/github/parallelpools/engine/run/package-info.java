/**
 * Whoever runs the tasks of a pool in a thread: the loop of a worker, or a caller. What
 * one of them is ordered, what it locks, where it hangs. Knows of the pool only what the
 * {@code LoopHost} promises.
 * <p>
 * It promises that a task which was taken ends, or goes back, whatever is thrown on the
 * way; that an order to end reaches the task that it is meant for and no other; and that
 * nothing a task leaves in its thread reaches the next. A loop takes no lock of the pool
 * itself. {@code EndOrders} has its own, under which the worker is ended.
 * <p>
 * The store of locks is asked in the runner's thread, without any lock. A worker that
 * waits for the lock of its pool is idle, and called when the answer is there
 * ({@code LockGate}, {@code GatePass}); what a task had locked is given back before its
 * end is told, if the store answers soon, and in any case before the next task
 * ({@code LockReturn}).
 */
@NullMarked
package io.github.parallelpools.engine.run;

import org.jspecify.annotations.NullMarked;
