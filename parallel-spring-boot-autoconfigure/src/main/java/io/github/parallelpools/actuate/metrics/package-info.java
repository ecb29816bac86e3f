/**
 * Meters of pools for Micrometer. Knows pools and tasks only, not the engine.
 */
@NullMarked
package io.github.parallelpools.actuate.metrics;

import org.jspecify.annotations.NullMarked;
