/**
 * The engine of one application: its pools, its standalone tasks, and what all of them
 * share. It knows all of its rooms, and of workers only what {@code spi} tells; it does
 * not know the kinds of workers, properties or Spring.
 * <p>
 * <b>Doors.</b> The floor above makes a {@code ParallelEngine} and opens pools with it.
 * It also sees {@code Supply} of the room {@code feed}, and {@code StandaloneTasks} and
 * {@code TaskWorkers} of the room {@code standalone}. All else is for the rooms of the
 * engine only.
 * <p>
 * <b>Rooms.</b> From the top: {@code standalone}, {@code feed}, {@code pool},
 * {@code run}, {@code crew}, {@code memory}, {@code bulk}, {@code task}, {@code event},
 * {@code time}. A room knows only those below it, none knows this package, and no circle
 * of classes leaves a room. {@code RoomsTests} has the same list and fails the build
 * otherwise. The comment at the head of each room says what the room promises, its
 * states, its locks, and where its algorithms come from.
 * <p>
 * <b>It promises</b> that a pool is looked after from its opening to its end; that no
 * pool is opened once the engine closes; and that {@code close()} ends all pools by
 * force, and waits for each for its {@code kill-grace} and five seconds at most.
 * <p>
 * <b>States.</b> Open or closed.
 * <p>
 * <b>Locks.</b> The engine's monitor guards whether it is closed. Locks of different
 * rooms are taken from left to right:
 *
 * <pre>
 *   a standalone run's monitor -> the standalone tasks' -> the engine's -> a pool's lock
 *     -> the memory budget's, or that of a runner's orders -> that of a run's control
 * </pre>
 *
 * No handler, callback or listener runs under any of them. The store of shared locks is
 * asked without any.
 * <p>
 * <b>Memory.</b> {@code Forethought} initialises the classes that kills and ends need
 * while there is memory: the JVM never again uses a class whose initialisation has failed
 * once. What must happen allocates nothing, or is tried again until there is memory
 * ({@code Patience} of the room {@code time}).
 */
@NullMarked
package io.github.parallelpools.engine;

import org.jspecify.annotations.NullMarked;
