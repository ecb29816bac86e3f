/**
 * One pool: its tasks from their admission to the telling of their ends, who works for
 * it, and the rules by which workers are hired, kept and given up. It knows those who run
 * tasks and what all pools share; it knows neither what feeds it (a {@code Feeding},
 * which sees a {@code FedPool}) nor for whom it is.
 * <p>
 * Public are the pool and its assembly ({@code WorkerPool}, {@code PoolAssembly}), what
 * the rooms above implement ({@code Feeding}, {@code TaskSource}), and what those are
 * given ({@code FedPool}, {@code Demand}, {@code PoolNames}, {@code PoolServices}).
 * Decision 55 says why the assembly stands here; {@code RoomsTests} has the same list. A
 * field is written by its own class only.
 * <p>
 * <b>It promises</b> that each accepted task ends and is told of exactly once; that a
 * thread which sees a future done also sees the totals; that no handler, callback or
 * listener runs under the lock or on the supervisor; that {@code settings()} is true
 * after a {@code resize} ({@code LiveSettings} is the only place of settings, no part
 * keeps a copy); and that the accounts are exact whenever the pool is quiet:
 *
 * <pre>
 *   submitted = completed (00000) + failed (21399, 21005, 31399) + cancelled (21004) + running + queued
 * </pre>
 *
 * What callers run is running, too, but callers are no workers. Rejected tasks are apart.
 * Overtime, killed and crashed are causes within. {@code PoolStressTests} treats pools at
 * random and checks the accounts.
 * <p>
 * <b>States.</b> {@code PoolState} lists the moves of a pool, {@code Lifecycle} makes
 * them, each under the lock. {@code StateMoves} has the moves that users ask for,
 * {@code PoolMoves} those that follow from who is there and what is to do. Moves are
 * logged after the lock was released. The states of a worker are the crew's.
 * <p>
 * <b>Locks.</b> A pool has one, the {@code PoolLock} of its {@code PoolCore}. It guards
 * the queue, the crew, the callers that wait or run a task, the back-off, what is known
 * of work elsewhere, and the moves. A thread that changes who may take the next task
 * takes it with {@code hold()}, which closes the fast lane; a thread that changes nothing
 * of that takes it <em>beside</em> the lane; a thread that must not run foreign code
 * releases it <em>silently</em>. Under it may be taken, of the engine's: the lock of the
 * memory budget, the monitor of a runner's orders and the lock of a run's control. Totals
 * are counted without it, what happens under it is told after it ({@code PoolEvents}),
 * ends are told without it.
 * <p>
 * <b>Tasks in.</b> {@code Submissions} encodes a task in the thread that submits, so that
 * what can't travel is refused there. {@code Admission} puts it on the fast lane or,
 * under the lock, into the queue. Where the queue is full, callers that block stand in
 * {@code BlockedSubmitters}. The thread that takes a task out puts in the first caller's
 * task at once, so that no later caller is faster. Or the caller runs the task itself
 * ({@code CallerRunner} of the room {@code run}). Such a caller is no part of the crew,
 * but a pool is neither paused nor stopped while one is there. In a pool whose workers
 * are no workers ({@code WorkerTraits.inCaller}) every caller runs its task, and nobody
 * is hired; what was queued while the pool ran no tasks is run by whoever starts or
 * resumes it (decision 133).
 * <p>
 * <b>The fast lane</b> ({@code FastLane} of the room {@code task}) lies beside the lock.
 * It is open only while no rule concerns which worker takes the next task. So the
 * settings must ask for an unbounded queue, first in, first out, without a lock,
 * recycling, automatic stop or a source elsewhere. And the pool must be running with as
 * many workers as it may have, with an empty queue, while no pool waits for memory and no
 * failed start is remembered. A change closes the lane, which moves its tasks to the
 * queue, and then looks which worker has taken what. The next worker that takes a task
 * under the lock opens it again.
 * <p>
 * <b>Tasks out.</b> Workers pull, no task is pushed: each worker's loop comes to
 * {@code TaskClaims} for its next task, waits there, and learns there that it is to
 * leave. The worker that worked last is woken first, so that the others become idle for
 * long enough to leave. Who puts a task on the fast lane calls a worker only while none
 * that was called is still under way: each that has come and taken a task calls the next
 * one for what is left ({@code IdleWorkers}), as the queues of the JDK do.
 * <p>
 * <b>Tasks ahead.</b> A worker process may have several tasks. {@code ClaimsAhead} lets
 * its loop take no more than its share of what is queued, from the lane or under the
 * lock, only while the pool runs with as many workers as it may have, and only in pools
 * without priorities, a lock, recycling or a source elsewhere. A worker that finds
 * nothing has called back what another one has not begun; so has whoever pauses or stops
 * the pool. Such tasks count as queued. {@code LateResults} has a helper thread tell of
 * results for which a loop does not come.
 * <p>
 * <b>Growing and shrinking.</b> When a task is put and more are queued than workers are
 * idle or starting, {@code Staffing} enlists one more worker, which is started after the
 * lock was released. A worker that has ended its task and only tells of it is expected
 * back ({@code Returning}), so that one task at a time needs one worker: for 50 ms at
 * most, and not if its thread waits, as what it calls is foreign code. A worker that was
 * idle for {@code worker-release-time} leaves if more than {@code min-size} stay. A loop
 * is one life: a worker that died is never opened again, and there is no state
 * "restarting".
 * <p>
 * <b>Ends.</b> {@code Execution.decide} is one compare-and-set: return, exception, kill,
 * crash, cancel and forced stop race for it. Telling is a second one
 * ({@code claimDelivery}), as the thread that decides is not always the one that tells:
 * the supervisor decides that a task is over time, and the worker's loop tells of it, or
 * a helper thread if the loop is stuck. {@code Completion} tells in this order: totals,
 * those who hear {@code TaskEnded}, future, listeners, joiners, those who hear
 * {@code TaskTold}. {@code Joiners} compares how many ends were told with how many tasks
 * were accepted.
 * <p>
 * <b>Workers that fail.</b> {@code Staffing} asks the {@code StartBackoff} of the crew
 * before it hires. A pool in trouble hires one worker also when nothing waits, as nothing
 * else would tell that the trouble is over; so does one of which somebody wants to know
 * whether its workers start ({@code FirstWorker}). {@code StartFailureTimeout} knows
 * since when the pool has had no worker and could start none. {@code OverdueTasks} has
 * those tasks ended that have waited for too long since then: the supervisor only notices
 * that some are due, a helper thread takes them out of the queue and tells of them.
 * <p>
 * <b>Tasks that take too long.</b> {@code OvertimeWatch} runs on the supervisor. After
 * {@code slow-after} {@code SlowTasks} has a helper thread ask where the task is, and the
 * radar count it; what becomes of the task then is told by its future. After
 * {@code soft-overtime} it has a helper thread ask the task to end. After
 * {@code worker-overtime} it flags the task, allows a substitute, or decides the end and
 * has a helper thread carry it out. For the 250 ms in which a process may tell where it
 * hangs, its worker is <em>doomed</em>: busy, but counted no more, so that another one
 * starts at once; if it comes back in time after all, one worker too many leaves. A
 * worker that ignores its order to end for {@code kill-grace} is <em>abandoned</em>: it
 * leaves the crew and is counted, a substitute takes its place, and a helper thread tells
 * of its task. When it ends at last, nothing changes but that count.
 * <p>
 * <b>Tasks whose worker died</b> come to {@code Retries.settle} before their end is told.
 * Either their end is decided, or they go back to the head of their line under the lock,
 * beyond the capacity if need be, as they were accepted before. Between two attempts a
 * task is queued like any other: it can be cancelled, waits while the pool is paused or
 * stopped, and ends with the application. It was accepted once, so that the accounts and
 * {@code Joiners} need not know. A task whose worker died before it had begun with the
 * task was not run: the task goes back in the same way, which is no attempt, no kill and
 * no dead letter, and the death is no sign of a crash loop if the worker had run a task
 * before. What is not run again goes to {@code DeadLetters} when its end is told, with
 * what it was given: an execution in a process keeps its encoded payload until then. A
 * kill by hand leaves the decision to the loop if there are attempts left or the task has
 * not begun, and decides at once otherwise.
 * <p>
 * <b>Nobody waits for himself.</b> A thread that waits until a pool has stopped or paused
 * does not wait for threads that wait for the same ({@code Excused}): tasks and callbacks
 * of the pool that stop or pause it, and threads that end the application.
 * {@code ApplicationEnd} knows the latter by their stacks (decision 20). When the engine
 * closes, such a thread is given up without an interrupt, and its task is told as
 * cancelled.
 * <p>
 * <b>Sources.</b> The lock with a condition for each thread that waits is a monitor with
 * the wake-ups of Mesa (Lampson and Redell 1980): a thread that was woken looks at
 * everything anew. To put a blocked caller's task in its place is the hand-over of a fair
 * lock. The deciding compare-and-set is that of {@code FutureTask}. The lane and its
 * word: see {@code FastLane} and decision 56. Counting ends without contention is
 * {@code LongAdder}'s. A worker that waits and a thread that submits, or one that joins
 * and one that tells, first write and then read, so that one of the two sees the other:
 * the pattern of Dekker's algorithm.
 */
@NullMarked
package io.github.parallelpools.engine.pool;

import org.jspecify.annotations.NullMarked;
