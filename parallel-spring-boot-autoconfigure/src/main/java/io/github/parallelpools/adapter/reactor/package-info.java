/**
 * Pools for those who write with Reactor. Knows pools as users see them.
 */
@NullMarked
package io.github.parallelpools.adapter.reactor;

import org.jspecify.annotations.NullMarked;
