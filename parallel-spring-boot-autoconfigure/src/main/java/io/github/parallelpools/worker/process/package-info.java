/**
 * Workers that are forked JVMs: the application's side of one worker, from the start of
 * its process to its burial. It knows its rooms {@code launch} (starting and ending
 * processes), {@code wire} (frames on a socket) and {@code log} (what workers log); it
 * knows neither pools nor the engine, and of {@code child} (the forked JVM's side) only
 * what comes over the wire.
 *
 * <pre>
 *   application                                 worker process (ChildMain)
 *   loop thread ---------- TASK, TASK, ... ---->  reader thread (daemon)
 *                                                     | inbox
 *   loop thread &lt;-- reader thread &lt;-- RESULT -  main thread: decodes, runs, encodes
 * </pre>
 *
 * <b>It promises</b> that an execution ends with an outcome, {@code Died} if the process
 * is gone; that the loop of a worker learns of its end, also when memory is short; that a
 * result which was sent before a death is not lost, as the end of the connection comes
 * behind it ({@code WorkerSession}); and that nothing a process says harms anything but
 * the process itself: a message that is not waited for ends the connection.
 * <p>
 * <b>States.</b> {@code WorkerStart} has the moves of a start: spawned, connected, told
 * what to be, ready; it ends with a worker or with nothing left of it. As many starts as
 * there are processors go at once ({@code StartGate}), but none waits for more than a
 * second. A {@code ProcessWorker} is idle or executes one task after the other; it is
 * told to end, killed, or dead. The end of its connection is the sign of its death, never
 * the process.
 * <p>
 * <b>The window.</b> A process may have several tasks, up to {@code process.window}. It
 * runs them in the order in which they were sent, and sends each result before it begins
 * with the next, so the arrival of a result is the start of the next task
 * ({@code SentTasks}, decision 63). What it has not begun it gives back when it is asked
 * to ({@code TAKE_BACK}, {@code RETURNED}): its inbox decides for each task whether the
 * main thread takes it or it goes back.
 * <p>
 * <b>A kill</b> is told before it is over: a killed process takes its time to disappear,
 * most of it to give its memory back. {@code ProcessWorker.abort} wakes the loop once the
 * kill was sent. If the end of the task is decided, the loop tells of it and buries the
 * process when it closes the worker. What the worker has locked is kept until its
 * connection has ended, as the process could still run until then.
 * <p>
 * <b>Begun or not.</b> The process stores the number of a task in a page that it maps
 * before it decodes the task, which is the first time that it runs code of it
 * ({@code BeginMark} of the child). The page outlives the process, so after a death the
 * application reads there which task was begun last ({@code BeginFile}, decision 21). If
 * that is the last task whose result has arrived, the process had begun none of those it
 * still had; if it is the first of these, it had begun none of the others. Any other
 * number, a file that can't be read or was not mapped counts as "begun" for all of them.
 * <p>
 * <b>Requests.</b> A run has a {@code RunControl} at each end. {@code REQUEST} copies
 * what is asked to the child, the interrupt with it, {@code STATUS} copies back whether
 * the run waits, and its progress. Both carry the number of the task, so that a late one
 * never hits the next, and the round of the request, so that the answer to an earlier
 * pause is none to the present one. The question what a worker hangs on
 * ({@code STACKS_ASKED}) has 250 ms ({@code StacksQuestion}).
 * <p>
 * <b>Locks and maps.</b> The reader of a connection asks the stores for its worker
 * ({@code SharedCalls}) and sends on only what is answered at once. {@code Grants} brings
 * late answers, in their order and by one thread; that also asks maps which are somewhere
 * else, so that the reader waits for no store.
 * <p>
 * <b>Threads and locks.</b> The loop of a worker puts tasks into the connection's buffer
 * and sends them when it begins to wait for the first of them ({@code SentTask}); the
 * reader wakes it and waits for nobody but its own process. Whatever else is sent
 * (requests, levels, room for the log, the order to stop) is sent by helper threads
 * ({@code Dispatch}), because a halted process holds up the thread that sends. No lock of
 * a pool or a store is held while something is sent.
 * <p>
 * <b>Source.</b> Our own.
 */
@NullMarked
package io.github.parallelpools.worker.process;

import org.jspecify.annotations.NullMarked;
