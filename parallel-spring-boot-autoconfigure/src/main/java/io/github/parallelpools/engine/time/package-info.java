/**
 * The engine's clock, the one thread that waits for all deadlines, the threads that do
 * what it must not do itself, and a log that never throws. It knows deadlines and pieces
 * of work; it knows neither pools nor tasks.
 * <p>
 * <b>It promises</b> that a deadline is looked at once it has passed, whatever a look
 * before has thrown; that what a helper thread was asked for is done, if late; and that
 * time in which the whole application stood still does not count ({@code WorkingTime}). A
 * clock that tests move tells so, as threads that park until a deadline can't know.
 * <p>
 * <b>The supervisor</b> parks until the next deadline of any pool: overtime, the grace
 * after an order to end, the back-off after failed starts, the time to ask a backlog. A
 * task that starts compares its deadline with the supervisor's by a few volatile reads,
 * and wakes it only if its own is earlier, which happens about once per overtime period.
 * While tasks with limits run the supervisor also wakes a hundred times per limit, ten
 * times a second at most: if it is woken too late, the application stood still. Once a
 * second it looks whether such tasks still run. Where none do and nothing else has a
 * deadline, it sleeps. It runs no foreign code and never blocks: interrupts, kills, log
 * lines and the application's suppliers are left to {@code HelperThreads}.
 * <p>
 * <b>States.</b> The next deadline is one number, which any thread lowers and only the
 * supervisor's thread raises. That thread first forgets the deadline and then looks: a
 * task that starts meanwhile is either seen, or sees the forgotten deadline and sets its
 * own. So what is to be found must be published before {@code wakeBy} is called.
 * <p>
 * <b>Locks.</b> There are none that foreign code could hold. {@code HelperThreads} guards
 * the list of what no thread could be made for.
 * <p>
 * <b>Source.</b> One deadline that only falls until it is looked at replaces a queue of
 * timers: a task costs no entry that would have to be removed. A task shows itself and
 * then reads the deadline, the supervisor forgets the deadline and then looks for tasks:
 * the pattern of Dekker's algorithm.
 */
@NullMarked
package io.github.parallelpools.engine.time;

import org.jspecify.annotations.NullMarked;
