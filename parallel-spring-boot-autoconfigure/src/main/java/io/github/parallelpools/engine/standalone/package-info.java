/**
 * Single tasks: each run is a pool of its own, made for one execution, closed and
 * forgotten when that has ended. Knows neither loops nor crews: a run names its pool's
 * parts ({@code PoolNames}), is told of its ends ({@code PoolEnds}), and reaches its
 * worker through the factory that it gives the pool ({@code SoloWorkers}).
 * <p>
 * It promises that a task has one run at a time; that a run which was begun ends, is told
 * of once and leaves nothing behind; that a worker which can't start fails the run; and
 * that the JVM lives until the runs have ended that are no daemons. A run is starting,
 * running (with a wish to wait or to end), ended, or abandoned: {@code StandaloneRun}
 * tells from what it sees, it keeps no state that could differ.
 * <p>
 * Locks: a run's monitor is held while it is launched, so that whoever ends it by force
 * waits until it has begun; the monitor of {@code StandaloneTasks} guards the set of
 * runs, that of {@code KeepAlive} a count. No foreign code runs under them.
 */
@NullMarked
package io.github.parallelpools.engine.standalone;

import org.jspecify.annotations.NullMarked;
