package io.github.parallelpools.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Changes the pools of the application context that a test class has, beside
 * {@code @SpringBootTest} or any other annotation that gives it one. May stand on another
 * annotation. Contexts are cached as usual: test classes that say the same here share
 * one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface ParallelPoolTest {

	/**
	 * Whether tasks are run by the thread that submits them, before it goes on: nothing
	 * runs beside the test, so that it needs not wait for anything.
	 * @return {@code false} to leave the pools their workers
	 * @see InlinePools
	 */
	boolean inline() default true;

	/**
	 * Whether the time of the pools stands until the test moves it, by the bean of type
	 * {@link ManualClock}.
	 * @return {@code true} for a clock that stands
	 */
	boolean manualClock() default false;

	/**
	 * Whether faults may be ordered for the worker processes of the pools, by the bean of
	 * type {@link io.github.parallelpools.test.fault.PoolFaults}.
	 * @return {@code true} for pools to which faults happen on command
	 */
	boolean faults() default false;

}
