/**
 * The forked JVM's side: connects, makes the handler, runs tasks one by one, and dies
 * with the application. Uses the JDK, {@code wire}, {@code spi} and {@code task} only.
 */
@NullMarked
package io.github.parallelpools.worker.process.child;

import org.jspecify.annotations.NullMarked;
