/**
 * What tests of applications do with pools: have whoever submits a task run it, move
 * their time, say what their accounts are, and that nothing of them is left behind. Below
 * it is the room of faults. It knows how pools are made and what decorates their workers;
 * nothing of the library knows it.
 */
@NullMarked
package io.github.parallelpools.test;

import org.jspecify.annotations.NullMarked;
