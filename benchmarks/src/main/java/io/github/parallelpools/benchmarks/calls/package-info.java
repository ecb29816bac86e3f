/**
 * Counts what one task costs in calls and classes. A debugger writes down each method
 * that the threads concerned enter; nothing is put into the code that is counted.
 */
@NullMarked
package io.github.parallelpools.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
