/**
 * The workers of a pool as the rules see them: who is there, in which phase, who is to be
 * replaced, for how long one is kept, and how long to wait after workers have failed.
 * Knows neither threads nor processes nor tasks: to the crew, a worker is whatever a
 * {@code Member} stands for.
 * <p>
 * It promises that the numbers by phase are those of the members, whoever leaves in
 * whatever order. Each member holds its phase and the table of its moves. There are no
 * locks here: the lock of the pool guards everything.
 */
@NullMarked
package io.github.parallelpools.engine.crew;

import org.jspecify.annotations.NullMarked;
