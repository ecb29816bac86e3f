/**
 * What an application can listen to: a Spring event for each rare happening in a pool.
 * All are immutable. They are published in a thread of their own, some time after they
 * happened, those of a pool one after the other; two that happen at about the same time
 * in different threads may come in either order. What a listener does, or throws, or
 * waits for, holds up later events of that pool and nothing else. If listeners are too
 * slow, events are dropped and the log says so.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.event;

import org.jspecify.annotations.NullMarked;
