/**
 * What happens in a pool, and the one door through which it is told. Knows nothing of how
 * a pool works: an event is made where something happens, and {@code PoolEvents} hands it
 * to all that have subscribed, the engine's own log lines among them.
 * <p>
 * It promises that nothing is told under a pool's lock or on the supervisor, that no
 * subscriber harms another or the pool, whatever it throws, and that an end of a task
 * costs one read where nobody subscribes to those. What happens under the lock is noted
 * and told when the lock is released, in the order in which it was noted, but for the
 * log, which may hang. Two threads may tell two events at a time that were not noted.
 * <p>
 * A deadlock is not of one pool, so it has a way of its own ({@code DeadlockWatch}): the
 * store of locks finds it, a thread that lives as long as it tells asks the pools whose
 * workers are in it and tells the log, those pools and whoever listens.
 */
@NullMarked
package io.github.parallelpools.engine.event;

import org.jspecify.annotations.NullMarked;
