/**
 * What tests of applications do with pools: have whoever submits a task run it, move
 * their time, say what their accounts are, and that nothing of them is left behind. It
 * knows how pools are made and what decorates their workers; nothing of the library knows
 * it. The room {@code fault} has faults happen to workers, the room {@code contract} says
 * what each kind of worker promises.
 */
@NullMarked
package io.github.parallelpools.test;

import org.jspecify.annotations.NullMarked;
