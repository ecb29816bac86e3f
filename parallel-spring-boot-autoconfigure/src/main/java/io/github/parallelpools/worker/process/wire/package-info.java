/**
 * Frames on a socket between the application and one worker process. Uses the JDK,
 * {@code spi}, {@code task} and {@code shared} only, as the forked JVM carries it too.
 */
@NullMarked
package io.github.parallelpools.worker.process.wire;

import org.jspecify.annotations.NullMarked;
