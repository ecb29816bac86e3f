/**
 * Faults on command in real worker processes: which one, in which task or worker, and
 * when. It decorates what makes the workers of pools, and travels with tasks into their
 * processes; nothing of the library knows it, and no worker has it that was started
 * without it.
 * <p>
 * <b>How.</b> A task that is to meet a fault is wrapped before it is encoded
 * ({@code TrappedCall}, {@code TrappedItem}); the process in which it runs has been told
 * by a {@code ChildExtension} how items are unwrapped, and whether it is to meet a fault
 * itself while it starts. What is to happen when a result was sent already happens from
 * here, by a signal, before anybody is told of the result.
 */
@NullMarked
package io.github.parallelpools.test.fault;

import org.jspecify.annotations.NullMarked;
