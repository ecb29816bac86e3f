package io.github.parallelpools.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

import io.github.parallelpools.pool.WorkerKind;

/**
 * Runs the tests of a class once for each kind of worker that this JVM has, or only for
 * those that the system property {@code kinds} names, with commas between them. The
 * constructor takes the kind.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ParameterizedClass(name = "{0}")
@ArgumentsSource(KindsOfThisJvm.class)
@interface EachKind {

	/**
	 * The kinds for which the tests hold.
	 * @return the kinds
	 */
	WorkerKind[] value() default { WorkerKind.THREAD, WorkerKind.VIRTUAL, WorkerKind.PROCESS };

}
