/**
 * The runners of a pool's tasks in their threads: loops of workers, and callers; what
 * such a runner is ordered, what it locks, where it hangs. It knows workers and single
 * tasks; it knows of the pool only what the {@code LoopHost} promises.
 * <p>
 * {@code WorkerLoop} is the life of one worker in a thread of its own: open it, come for
 * tasks and execute them until there is a reason to leave, close it. {@code CallerRunner}
 * runs one task in the thread of the caller that submits it. Both are a {@code Runner},
 * are given orders and are watched alike.
 * <p>
 * <b>It promises</b> that a task which was taken ends, or goes back, whatever is thrown
 * on the way; that an order to end reaches the task that it is meant for and no other;
 * that nothing a task leaves in its thread reaches the next; and that a worker which is
 * gone has left its pool.
 * <p>
 * <b>States.</b> A runner has a task that it has taken and not come back from
 * ({@code taken}), and for a part of that time executes it ({@code EndOrders.current}).
 * {@code GatePass} draws how far a worker is with the lock of its pool. The phases of a
 * worker are the crew's.
 * <p>
 * <b>The window.</b> The worker of a loop may have the next tasks before it is through
 * with the first ({@code Window}, decision 63). {@code Ahead} draws how such a task
 * moves. What the worker runs is then written by the reader of its messages, which also
 * has the locks given back that a task left, before the next one's requests are read.
 * What has not begun can be taken back by any thread: for an idle worker, for a pool that
 * pauses or stops, for a cancel, and before a kill, so that the kill hits no other task.
 * Results for which the loop does not come are told by a helper thread.
 * <p>
 * <b>Orders to end.</b> {@code EndOrders}, one per runner, has them. {@code ask} asks a
 * task to end by itself: it sets the request of the run's control and interrupts the
 * thread. What the task makes of that is its outcome. {@code condemn} notes when the
 * worker will be given up, {@code abort} ends the task by force, {@code destroy} the
 * worker. An order for a task reaches the runner only while it executes that very task.
 * {@code StackProbe} asks what a worker hangs on, on a helper thread.
 * <p>
 * <b>Locks of tasks.</b> The store of locks is asked in the runner's thread, without any
 * lock. A worker that waits for the lock of its pool is idle, and called when the answer
 * is there ({@code LockGate}, {@code GatePass}). One worker at a time asks for it while
 * tasks are short, and the others stand by (decision 124). What a task had locked is
 * given back before its end is told, if the store answers soon, and in any case before
 * the next task ({@code LockReturn}). What a killed worker had locked stays locked until
 * its connection has ended.
 * <p>
 * <b>Whose thread it is.</b> {@code CallingThread} knows what a thread does for which
 * pool, also one within the other, so that nobody waits for himself.
 * {@code CallerInterrupts} keeps the pool's interrupts of a caller's thread apart from
 * those of others.
 * <p>
 * <b>Locks.</b> A loop takes no lock of the pool itself. {@code EndOrders} has a monitor,
 * under which an order is given; without an order a task costs no lock. {@code Ahead} has
 * one for the tasks of a window. {@code CallerInterrupts} has one for the interrupts of
 * its thread. An interrupt may run the code of the channel on which the thread waits, so
 * the supervisor leaves it to a helper thread.
 * <p>
 * <b>Source.</b> {@code EndOrders} is the pattern of Dekker's algorithm: a thread that
 * gives an order announces it and then looks what is executed; the runner notes the end
 * of its execution and then looks for announced orders. All else is our own.
 */
@NullMarked
package io.github.parallelpools.engine.run;

import org.jspecify.annotations.NullMarked;
