/**
 * What users see of a pool: the interface, its settings, states and figures. Knows
 * nothing of the engine that runs it.
 */
@NullMarked
package io.github.parallelpools.pool;

import org.jspecify.annotations.NullMarked;
