/**
 * The actuator endpoint {@code parallelpools}: shows pools and operates them. Knows pools
 * only, not the engine that runs them.
 */
@NullMarked
package io.github.parallelpools.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
