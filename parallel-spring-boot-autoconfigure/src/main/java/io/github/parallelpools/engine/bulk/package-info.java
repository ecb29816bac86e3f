/**
 * Many items through one pool. It knows a pool as users do, by {@code submit} and
 * {@code send}, and hears when it stops; it does not know how a pool works.
 * <p>
 * {@code PoolBulks} makes the bulks of one pool. A {@code PoolBulk} is what users hold;
 * the thread that reads its results drives a {@code Pull}: it fills what is in flight up
 * to the limit, waits for the next result, and delivers it. No other thread works for a
 * bulk but those that complete the items' futures, which store the end of an item and
 * wake the reader.
 * <p>
 * <b>It promises</b> that no more items are in flight than the limit says, ended ones
 * whose result was not taken among them; that an item which was accepted is delivered
 * once, or cancelled with the bulk; that the source is closed once, by the reader if that
 * reads it at the moment; that nothing is polled; and that no thread of the pool waits
 * for items of its own pool that nobody works on.
 * <p>
 * <b>States.</b> A bulk is new, going, ended or cancelled ({@code Phase}); the thread
 * that makes the move to one of the last two does the rest. A reader that is in foreign
 * code, the source or the pool's admission, stands in {@code ForeignCalls}, which knows
 * whether it is to be interrupted. An item whose {@code Claim} the reader has taken is
 * done by the reader, and what becomes of its task means nothing any more.
 * <p>
 * <b>Locks.</b> {@code InFlight} and {@code Tally} have a monitor each, which are taken
 * one at a time; nothing foreign is called under them. A thread that ends an item takes
 * none, and allocates nothing, as the reader would wait for ever if it failed. A reader
 * that waits and a thread that ends an item first write and then read, so that one of the
 * two sees the other, as Dekker's algorithm does.
 * <p>
 * <b>Sources.</b> The window of items that the reader itself keeps full is that of
 * {@code Gatherers.mapConcurrent} (JEP 485); results in the order of their ends are
 * {@code imap_unordered} of Python's pools. That a thread which waits for a task does it
 * itself if nobody has begun is the {@code tryUnpush} of {@code ForkJoinTask}. The states
 * of {@code ForeignCalls} are those of {@code FutureTask}.
 */
@NullMarked
package io.github.parallelpools.engine.bulk;

import org.jspecify.annotations.NullMarked;
