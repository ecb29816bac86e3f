package io.github.parallelpools.autoconfigure.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Has the public methods of a bean run on a pool: in a worker process if the pool is one,
 * so that a call that hangs, eats the heap or crashes native code harms nobody else; in a
 * thread of the pool otherwise. Written on the bean's class, on an interface that it
 * implements, on its {@code @Bean} method, or on single methods; on a method it may also
 * only say what differs there. May be part of another annotation.
 * <p>
 * The caller waits for the result, or for none if the method returns a
 * {@link java.util.concurrent.Future}, a {@link java.util.concurrent.CompletionStage} or
 * a {@link java.util.concurrent.CompletableFuture}. What the method throws is thrown to
 * the caller, and so are {@link io.github.parallelpools.task.TaskOvertimeException},
 * {@link io.github.parallelpools.task.WorkerDiedException},
 * {@link io.github.parallelpools.task.TaskCancelledException} and
 * {@link io.github.parallelpools.pool.TaskRejectedException}. If the caller is
 * interrupted while it waits, the call is cancelled.
 * <p>
 * As with all proxies, calls of an object's own methods do not pass it. Worker processes
 * make the bean themselves, by {@code process.configuration} or by its constructor
 * without arguments, once each; arguments and results must be serializable then.
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface Isolated {

	/**
	 * The name of the pool.
	 * @return the name, which may have placeholders; on a method empty for that of its
	 * bean
	 */
	@AliasFor("pool")
	String value() default "";

	/**
	 * The name of the pool.
	 * @return the name, which may have placeholders; on a method empty for that of its
	 * bean
	 */
	@AliasFor("value")
	String pool() default "";

	/**
	 * How long a call may take, the time in the queue included, but not the time for
	 * which the caller waits for room in a full queue ({@code queue.block-timeout}). When
	 * it is over, the task is ended as by
	 * {@link io.github.parallelpools.task.TaskFuture#cancel}, and the caller gets a
	 * {@link io.github.parallelpools.task.TaskOvertimeException}. The pool's
	 * {@code worker-overtime} holds beside it.
	 * @return a duration such as {@code 2s}, which may have placeholders; empty for that
	 * of the bean, or for no limit
	 */
	String timeout() default "";

	/**
	 * The {@linkplain io.github.parallelpools.pool.TaskOptions#tag() tag} of the tasks.
	 * @return the tag, which may have placeholders; empty for that of the bean, or for
	 * none
	 */
	String tag() default "";

}
