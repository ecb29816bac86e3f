/**
 * The health of pools. Knows pools only, not the engine.
 */
@NullMarked
package io.github.parallelpools.actuate.health;

import org.jspecify.annotations.NullMarked;
