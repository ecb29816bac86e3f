/**
 * Copies of the tasks of a pool of threads, which run in processes only to see what
 * becomes of them. It knows what makes workers and pools as users see them, but neither
 * the engine nor the kinds of workers: who marries them gives it a pool of processes
 * ({@code CopyPool}) and what encodes for that ({@code CopyCodec}).
 *
 * <pre>
 *   submit --> ShadowingFactory.encode --> Shadow.copy: sampled? may repeat? room? encoded first
 *                     |                         |
 *              the thread pool           Copy, beside the task in its payload
 *                     |                         |
 *              ShadowingWorker: how long        |
 *                     |                         |
 *              the task has ended ---------> Copy.ended: its result is encoded, before anybody has it
 *                                               |
 *                                        CopyPool: its own small pool of processes
 *                                               |
 *              Parallel.shadow &lt;-- Tally &lt;-- Comparison: equal? how long? how much?
 * </pre>
 *
 * <b>It promises</b> that a task ends as it would without its copy. Tasks that are not
 * sampled pay one volatile read, and those of a pool without a shadow nothing, as its
 * workers are not wrapped. Of a sampled task the argument is encoded by the thread that
 * submits, before the task can change it, and the result by the thread that tells of its
 * end, when that is decided. Whatever fails there becomes a finding. A copy never waits
 * for room, and whoever offers one doesn't either.
 * <p>
 * <b>Bounds.</b> Each copy is pending from its encoding to its verdict, and there is a
 * limit for those that are. So the memory they take is bounded, and so is the queue of
 * their pool.
 * <p>
 * <b>States.</b> A copy is settled once: {@code Copy} is refused, or ended and then run
 * and told. {@code Shadow} is open while the pool runs; what is pending when it closes is
 * dropped. All counters are atomic; the monitor of {@code Tally} guards the findings, and
 * no foreign code is called under it.
 * <p>
 * <b>Sources.</b> Shadow traffic, or dark launches, as of service meshes: copies of
 * requests whose answers nobody waits for. The sequence that samples is SplitMix64
 * (Steele, Lea and Flood 2014) over a counter, so that it is the same in each run.
 */
@NullMarked
package io.github.parallelpools.shadow;

import org.jspecify.annotations.NullMarked;
