/**
 * The application's end of the logs of its worker processes: what arrives or is printed
 * is handed to the application's log by a thread of its own. It knows events and how many
 * of them a worker may have under way; it knows no logging library (an
 * {@code ApplicationLog} stands for it) and no process.
 *
 * <pre>
 *   worker process                                           application
 *   an appender of                                           reader:          relay thread:
 *   Logback or Log4j --.                                     keeps the bytes  decodes
 *                      |--> ChildLog --> WireTarget - LOG -> WorkerLog -----> ApplicationLog
 *   JDK (JulHandler) --'         |       WireTarget &lt;- LOG_READ - LogLine &lt;-- it has taken so much
 *                                |       ChildLog   &lt;- LEVELS --- LogLine &lt;-- a level has changed
 *                                '-----> FileTarget (logging.mode: file)
 * </pre>
 *
 * <b>It promises</b> that a reader only queues; that appenders, which are foreign code,
 * run in the one relay thread of the application ({@code LogRelay}), in the order in
 * which events came; that the memory for what is under way is bounded for each worker;
 * that nothing is dropped of a worker that keeps to its window and its rate
 * ({@code LogRate}), and that what is dropped is counted and told; and that an event is
 * one line, whatever a worker says ({@code OneLine}).
 * <p>
 * <b>States.</b> A worker's log has room, or drops until it has.
 * <p>
 * <b>Locks.</b> {@code WorkerLog} has a monitor for its counts, {@code LogRelay} one for
 * its thread. No appender runs under them.
 * <p>
 * <b>Source.</b> The rate is a bucket of tokens.
 */
@NullMarked
package io.github.parallelpools.worker.process.log;

import org.jspecify.annotations.NullMarked;
