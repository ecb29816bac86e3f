/**
 * One task of a pool: the future that its caller holds and the state of its run in one
 * object, the ways on which tasks wait, the dead letters, and what is counted. It knows
 * what a task was given and how it ends; it knows neither who accepts tasks nor who runs
 * them: a pool is a {@code TaskOwner} here.
 * <p>
 * <b>It promises</b> that the end of a task is decided once, by one compare-and-set, and
 * told by one thread, which has claimed that by another; that a cancelled task leaves the
 * queue at once; and that the order of tasks is kept when the fast lane closes.
 * <p>
 * <b>States.</b> An {@code Execution} is queued, taken, running, decided, told. It may be
 * put back until it is decided ({@code beginAnew}, {@code returned}). Its flag of
 * overtime moves from in time over asked to over time; a task that is in time when its
 * result is made stays so. {@code FastLane} draws the steps of those who use the lane and
 * of those who close it.
 * <p>
 * <b>Locks.</b> The queues are not thread-safe: the lock of the pool guards them, and the
 * links in the tasks with them. The {@code FastLane} lies beside that lock.
 * {@code DeadLetters} has a monitor for its list. What the loop writes to a task is
 * published with the decision of its end.
 * <p>
 * <b>Sources.</b> The queue is a list linked through the executions themselves, with a
 * line for each priority in a sorted map where there are priorities. The lane is a
 * {@code ConcurrentLinkedQueue}, which is the non-blocking queue of Michael and Scott
 * (1996). Its word is read before and after a step, as the version of a sequence lock;
 * that either the change or the step sees the other is the pattern of Dekker's algorithm.
 * Deciding by one compare-and-set is {@code FutureTask}'s.
 */
@NullMarked
package io.github.parallelpools.engine.task;

import org.jspecify.annotations.NullMarked;
