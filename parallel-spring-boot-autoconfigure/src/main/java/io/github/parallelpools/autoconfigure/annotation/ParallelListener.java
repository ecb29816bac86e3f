package io.github.parallelpools.autoconfigure.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes a method of a bean the handler of a pool: what is sent to the pool is given to
 * the method. It takes the item, and a {@link io.github.parallelpools.task.TaskContext}
 * behind it if it wants one; what it returns or throws is the end of the task. It is
 * called by several threads at once.
 * <p>
 * A pool has one handler: a method, or the property {@code handler}, which may also name
 * a method as {@code bean#method}. Worker processes make the bean themselves: by
 * {@code process.configuration}, or by its constructor without arguments. May be part of
 * another annotation. Bean definitions are looked at when the application starts; a bean
 * that is registered later, or whose class is not known before it is made, is refused
 * when it is made, unless the property names its method. So is one whose proxy does not
 * have the method.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface ParallelListener {

	/**
	 * The name of the pool, which is configured below {@code parallel.pools}.
	 * @return the name, which may have placeholders
	 */
	@AliasFor("pool")
	String value() default "";

	/**
	 * The name of the pool, which is configured below {@code parallel.pools}.
	 * @return the name, which may have placeholders
	 */
	@AliasFor("value")
	String pool() default "";

}
