/**
 * Meters of pools for Micrometer. It knows pools and tasks as users see them; it does not
 * know the engine.
 */
@NullMarked
package io.github.parallelpools.actuate.metrics;

import org.jspecify.annotations.NullMarked;
