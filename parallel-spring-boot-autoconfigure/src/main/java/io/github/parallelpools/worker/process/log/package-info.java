/**
 * The application's end of the logs of its worker processes: what arrives is handed to
 * the application's log by a thread of its own. Knows no logging library.
 */
@NullMarked
package io.github.parallelpools.worker.process.log;

import org.jspecify.annotations.NullMarked;
