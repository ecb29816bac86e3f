/**
 * Partitions of Spring Batch on pools. Knows pools as users see them, and how a method of
 * a bean is called in a worker process.
 */
@NullMarked
package io.github.parallelpools.adapter.batch;

import org.jspecify.annotations.NullMarked;
