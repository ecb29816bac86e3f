/**
 * What every kind of worker promises, as tests for those who write one. It knows
 * {@code WorkerFactory} and drives it by a real pool; it knows none of the kinds.
 */
@NullMarked
package io.github.parallelpools.test.contract;

import org.jspecify.annotations.NullMarked;
