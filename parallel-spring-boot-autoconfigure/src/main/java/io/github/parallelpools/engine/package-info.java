/**
 * The engine: pools whose workers come for their tasks, and the supervisor that ends what
 * runs for too long. Knows of workers only what {@code spi} tells; compiles without
 * Spring.
 */
@NullMarked
package io.github.parallelpools.engine;

import org.jspecify.annotations.NullMarked;
