/**
 * Measures the pools and their peers in turn and reports the ratios. Uses what users of
 * the library use, and nothing else of it.
 */
@NullMarked
package io.github.parallelpools.benchmarks;

import org.jspecify.annotations.NullMarked;
