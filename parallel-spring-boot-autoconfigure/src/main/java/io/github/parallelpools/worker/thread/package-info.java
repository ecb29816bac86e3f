/**
 * Workers that are threads of the application, platform or virtual ones. It knows the
 * work and the thread that runs it; it knows neither pools nor processes.
 * <p>
 * <b>It promises</b> that a task runs in the thread of the loop that calls the worker;
 * that a loop's thread inherits nothing from the thread that happened to make the pool
 * grow ({@code LoopThreads}); and that nothing a task, or a listener of its end, leaves
 * in the thread reaches the next task ({@code ThreadState} of {@code spi}, decision 16).
 * A worker registers, once for its thread, the supplier that
 * {@code TaskContext.current()} asks; the context is made only when it is asked for.
 * <p>
 * <b>States.</b> A worker has a task or none. It never dies. It can't be ended by force:
 * {@code abort} interrupts the thread, and a task that ignores that keeps it.
 * <p>
 * <b>Locks.</b> None: what is not the thread's own is final.
 * <p>
 * <b>Source.</b> A virtual worker is a loop in a virtual thread, for the reasons of
 * decision 1.
 */
@NullMarked
package io.github.parallelpools.worker.thread;

import org.jspecify.annotations.NullMarked;
