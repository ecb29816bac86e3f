/**
 * Whole pools under stress, used as users use them, so that what happens within may
 * change. What is tried of single classes stands in their rooms.
 */
@NullMarked
package io.github.parallelpools.stress;

import org.jspecify.annotations.NullMarked;
