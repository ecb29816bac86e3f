/**
 * One task of a pool: the future that its caller holds and the state of its run in one
 * object, the queues in which it waits, the dead letters, and what is counted. Knows
 * neither who accepts tasks nor who runs them: a pool is a {@code TaskOwner} here.
 * <p>
 * It promises that the end of a task is decided once, by one compare-and-set, and told by
 * one thread, which has claimed that by another. The queues are not thread-safe: the lock
 * of the pool guards them, and the links in the tasks with them. The {@code FastLane} is
 * the way beside that lock.
 */
@NullMarked
package io.github.parallelpools.engine.task;

import org.jspecify.annotations.NullMarked;
