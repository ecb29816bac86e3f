/**
 * The engine's clock, the one thread that waits for all deadlines, and the threads that
 * do what it must not do itself. Knows neither pools nor tasks.
 * <p>
 * It promises that a deadline is looked at once it has passed, whatever a look before has
 * thrown, and that what a helper thread was asked for is done, if late. States: the
 * supervisor's next deadline is one number, lowered by anybody and raised by its thread.
 * There are no locks that foreign code could hold.
 */
@NullMarked
package io.github.parallelpools.engine.time;

import org.jspecify.annotations.NullMarked;
