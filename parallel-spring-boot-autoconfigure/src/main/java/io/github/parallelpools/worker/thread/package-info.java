/**
 * Workers that are threads of the application, platform or virtual ones.
 */
@NullMarked
package io.github.parallelpools.worker.thread;

import org.jspecify.annotations.NullMarked;
