/**
 * What a kind of worker implements and what all kinds use: the factory, the worker, the
 * codec, the control of a run, what is known of processes and threads. It knows tasks and
 * what they share; it knows nothing of pools or of the engine that drives the workers.
 * <p>
 * <b>The control of a run</b> ({@code RunControl}) holds what is asked of a run (wait, go
 * on, end) and what it answers. {@code checkpoint()} is a volatile read or two while
 * nothing is asked. Each request starts a round, and a waiting counts only in its round.
 * A run that waits at a checkpoint is not over time. When it goes on, its deadline is
 * moved by as long as it has waited.
 */
@NullMarked
package io.github.parallelpools.spi;

import org.jspecify.annotations.NullMarked;
