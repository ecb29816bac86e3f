/**
 * Starting and ending processes: the private directory, the socket that children connect
 * to, the command line, output, kills and what an exit code means.
 */
@NullMarked
package io.github.parallelpools.worker.process.launch;

import org.jspecify.annotations.NullMarked;
