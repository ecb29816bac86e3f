/**
 * The forked JVM's side: it connects, makes the handler, runs tasks one by one, logs, and
 * dies with the application. It knows the wire, {@code spi}, {@code task}, {@code shared}
 * and the JDK; it knows no pool, no launcher, and nothing of Spring but the name of a
 * class.
 * <p>
 * <b>It promises</b> that whatever a task throws becomes its result; that nothing a task
 * leaves in the main thread reaches the next; that the number of a task is written before
 * any of its code runs, where the file can be mapped ({@code BeginMark}); that a request
 * reaches the run that is meant and no other ({@code Requests}); and that the process
 * ends when its application does: the reader sees the end of the connection, kills what
 * tasks have started ({@code Descendants}) and halts.
 * <p>
 * <b>States.</b> Connected, told what to be, rehearsed ({@code Rehearsal}: a task of its
 * own, beside all this), ready; then a task runs or none does, until {@code STOP} or the
 * end of the connection. {@code ChildMain} names the exit codes.
 * <p>
 * <b>Threads.</b> The main thread runs tasks. The reader always reads and never sends, as
 * application and process would hold each other up. {@code ControlThread} does what is
 * asked beside the task: it interrupts the main thread, which may run the code of the
 * channel on which that waits, and tells stacks. Progress is sent at most every 50 ms,
 * and once more before the result ({@code ChildRun}). A main thread that waits for long
 * gives memory back ({@code Idleness}, decision 152).
 * <p>
 * <b>Logs.</b> The thread that logs sends, so that what was logged before a death
 * arrives. It may send {@code LogRead.WINDOW} bytes more than the application has logged.
 * After a second without room the process drops and counts, and tells the number when
 * there is room again ({@code WireTarget}). A logging library is configured when it is
 * used for the first time: a process that does not log loads none. Levels are applied
 * here, so that what is not wanted costs no frame ({@code LevelListeners}).
 * <p>
 * <b>Extensions.</b> What makes the handler instead of a constructor is the class of a
 * {@code ChildExtension}, whose name comes with {@code SETUP}, together with bytes that
 * only that class understands. Without {@code process.configuration} there is none, and
 * no class of Spring is loaded.
 * <p>
 * <b>Locks.</b> A run has a lock for sending its status and a monitor for its interrupt.
 * The log has one for its room. The reader takes only locks under which no users' code
 * runs.
 * <p>
 * <b>Source.</b> The window of the log is a flow control by credits, as HTTP/2 has for
 * its streams.
 */
@NullMarked
package io.github.parallelpools.worker.process.child;

import org.jspecify.annotations.NullMarked;
