/**
 * The workers of a pool as the rules see them: who is there, in which phase, who is to be
 * replaced, for how long one is kept, and how long to wait after workers have failed. It
 * knows numbers and times; it knows neither threads nor processes nor tasks: a worker is
 * whatever a {@code Member} stands for.
 * <p>
 * <b>It promises</b> that the numbers by phase are those of the members, in whatever
 * order they leave; that no worker is hired beyond what the settings allow, but for one
 * successor, for substitutes, and in the place of those about to be killed; and that of
 * the workers that wait the one that worked last is called first.
 * <p>
 * <b>States.</b> {@code Member} holds all that the rules know of one worker, its phase
 * with the table of its moves above all; {@code Crew} makes each move, as it counts the
 * phases. {@code StartBackoff} says what counts as a failure, and when a trouble is over.
 * <p>
 * <b>Replacing.</b> A {@code Lifespan} says how much one worker may do, how old and how
 * heavy it may become. A worker that is over it is <em>due</em> and stands in
 * {@code Recycling}. One successor at a time is hired beyond the maximal size, with the
 * last task of a worker at the latest. When the successor is ready, the first due worker
 * that has no task leaves. A worker that may run no more tasks rests until then. Of
 * several such workers only one rests; the others leave at once, as they would only be in
 * the way. The successor takes no task while as many workers as allowed are busy. The
 * supervisor looks at the age of workers. A worker is weighed by its loop between two
 * tasks, or by a helper thread while it is idle, outside of the lock.
 * <p>
 * <b>Locks.</b> There are none here: the lock of the pool guards all but what says
 * otherwise.
 * <p>
 * <b>Sources.</b> The workers that wait are a stack, as in {@code ForkJoinPool}. The
 * delay after failures is a truncated exponential back-off with jitter. The rules for
 * replacing are our own.
 */
@NullMarked
package io.github.parallelpools.engine.crew;

import org.jspecify.annotations.NullMarked;
