/**
 * The health of pools. It knows pools as users see them; it does not know the engine.
 */
@NullMarked
package io.github.parallelpools.actuate.health;

import org.jspecify.annotations.NullMarked;
