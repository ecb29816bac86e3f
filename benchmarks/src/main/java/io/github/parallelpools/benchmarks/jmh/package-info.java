/**
 * What is measured inside one JVM, by JMH, which starts a fresh JVM for each figure.
 */
@NullMarked
package io.github.parallelpools.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
