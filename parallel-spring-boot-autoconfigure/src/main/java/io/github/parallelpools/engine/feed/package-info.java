/**
 * Where work comes from that nobody submits: queues and pollers of the application. Knows
 * not how many workers there are, nor why.
 */
@NullMarked
package io.github.parallelpools.engine.feed;

import org.jspecify.annotations.NullMarked;
