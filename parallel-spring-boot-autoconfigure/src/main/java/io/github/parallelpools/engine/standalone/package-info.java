/**
 * Single tasks: each run is a pool of its own, made for one execution, closed and
 * forgotten when that has ended. It knows how a pool is made and put to work; it knows
 * neither loops nor crews.
 * <p>
 * A {@code ParallelTask} is a {@code StandaloneTask}, each start of it a
 * {@code StandaloneRun}. The run gives its pool names and wordings ({@code PoolNames}),
 * hears of its events ({@code RunEnd}), and reaches its worker through the factory that
 * the pool is given ({@code SoloWorkers}). The pool has at most one worker, stops by
 * itself, and is never seen by users.
 * <p>
 * <b>It promises</b> that a task has one run at a time; that a run which was begun ends,
 * is told of once and leaves nothing behind; that a worker which can't start fails the
 * run instead of being tried again; and that the JVM lives until the runs have ended that
 * are no daemons ({@code KeepAlive}). When the pool of a run has stopped, a helper thread
 * closes it and the engine forgets it. The runs that have not ended end with the
 * application.
 * <p>
 * <b>States.</b> A run is starting, running (perhaps with a wish to wait or to end),
 * ended, or abandoned: {@code StandaloneRun} tells from what it sees, it keeps no state
 * that could differ. The moves of its pool are those of any pool; they are logged for
 * debugging only.
 * <p>
 * <b>Locks.</b> A run's monitor is held while it is launched, so that a thread that ends
 * it by force waits until it has begun. The monitor of {@code StandaloneTasks} guards the
 * set of runs, that of {@code KeepAlive} a count. No handler, callback or listener runs
 * under them.
 * <p>
 * <b>Source.</b> Our own; the decisions 8 and 55 say why a run is a pool.
 */
@NullMarked
package io.github.parallelpools.engine.standalone;

import org.jspecify.annotations.NullMarked;
