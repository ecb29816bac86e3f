/**
 * Beans whose methods run on a pool, as {@code @Isolated} asks for. It knows the pool as
 * users see it and the beans of the application; it knows neither how pools are
 * configured nor how they work.
 *
 * <pre>
 *   caller --> proxy: IsolationAdvice -- pool.submit --> thread:  LocalCall, the rest of the proxy, the bean
 *                 |                          '---------> process: MethodCall, CallTargets, the process's own bean
 *                 '-- waits (CallEnd), or returns a CallFuture
 * </pre>
 *
 * <b>It promises</b> that a call ends in the caller as the method has ended on the
 * worker: with the same value or the same exception, or with the exception that says why
 * there is neither. Who stops waiting ends the task. A call from within a task of the
 * same pool, or from within a call that such a task waits for, runs where it is
 * ({@code CallChain}), as the pool may have no worker left.
 * <p>
 * The advice is the first of a proxy: what else is around the bean, such as a
 * transaction, begins in the worker's thread. Only {@code @Async} comes before it. What
 * can't work is refused before any bean is made ({@code IsolatedBeans}), as far as
 * classes are known then.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.isolation;

import org.jspecify.annotations.NullMarked;
