/**
 * What takes whole processes: programs that measure one thing and print its figures as
 * lines of a name and a number.
 */
@NullMarked
package io.github.parallelpools.benchmarks.program;

import org.jspecify.annotations.NullMarked;
