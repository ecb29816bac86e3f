/**
 * What tests of applications say of pools: their accounts, and that nothing of them is
 * left behind. It knows pools as users see them, but neither the engine nor how workers
 * are made.
 */
@NullMarked
package io.github.parallelpools.test;

import org.jspecify.annotations.NullMarked;
