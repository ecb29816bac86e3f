/**
 * Logback and Log4j at both ends: in the application, where the events of workers are
 * logged and levels are read, and in worker processes, where they are configured. It
 * knows these libraries and the two ends of a worker's log; it knows nothing of Spring.
 * <p>
 * <b>It promises</b> that no configuration of the application's is opened in a worker,
 * nor any of its files; that a worker which logs nothing loads no library; and that names
 * which workers make up are not kept as loggers.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.logging;

import org.jspecify.annotations.NullMarked;
