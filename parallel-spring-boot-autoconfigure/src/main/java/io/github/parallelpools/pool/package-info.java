/**
 * What users see of a pool: the interface, its settings, states and figures. It knows
 * tasks and what they share; it knows nothing of the engine that runs them.
 */
@NullMarked
package io.github.parallelpools.pool;

import org.jspecify.annotations.NullMarked;
