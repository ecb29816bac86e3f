/**
 * The actuator endpoint {@code parallelpools}: shows pools and operates them. It knows
 * pools, tasks and shared locks as users see them; it does not know the engine that runs
 * them.
 */
@NullMarked
package io.github.parallelpools.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
