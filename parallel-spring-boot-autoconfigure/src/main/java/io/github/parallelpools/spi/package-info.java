/**
 * What a kind of worker implements: the factory, the worker and the codec. Knows nothing
 * of pools or of the engine that drives the workers.
 */
@NullMarked
package io.github.parallelpools.spi;

import org.jspecify.annotations.NullMarked;
