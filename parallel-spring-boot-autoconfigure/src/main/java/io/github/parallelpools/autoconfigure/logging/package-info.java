/**
 * Logback at both ends: in the application, where the events of workers are logged and
 * levels are read, and in worker processes, where it is configured. Knows nothing of
 * Spring.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.logging;

import org.jspecify.annotations.NullMarked;
