/**
 * Workers that are forked JVMs: the application's side of one worker. Its rooms are
 * {@code launch} (starting and ending processes), {@code wire} (frames on a socket) and
 * {@code child} (the forked JVM's side, JDK only).
 */
@NullMarked
package io.github.parallelpools.worker.process;

import org.jspecify.annotations.NullMarked;
