/**
 * Where work comes from that nobody submits: pollers and queues of the application, and
 * how much of it waits there. Knows not how many workers there are, nor why: the pool is
 * a {@code FedPool} here.
 * <p>
 * It promises that an item that was taken out of a queue becomes a task of the pool or is
 * told of as ended, whatever happens in between; that the application is asked for its
 * objects once, when the pool starts; and that its code runs on workers' loops and helper
 * threads only, never under a lock. It has no locks: a source is called under that of the
 * pool, which it releases while it waits in a queue of the application.
 */
@NullMarked
package io.github.parallelpools.engine.feed;

import org.jspecify.annotations.NullMarked;
