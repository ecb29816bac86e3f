/**
 * Parallel pools for Spring Boot: pools of threads, virtual threads and forked JVMs
 * behind one interface. The root package holds nothing but this page; see
 * {@code docs/architecture.md} for the floors below it.
 */
@NullMarked
package io.github.parallelpools;

import org.jspecify.annotations.NullMarked;
