package io.github.parallelpools.task;

/**
 * Says that a task may be run more than once without harm: it changes nothing outside of
 * itself, or changes it to the same as before. It has no methods. The library never
 * assumes this by itself; {@code shadow} of a pool copies such tasks only, unless the
 * pool says the same of all of its tasks.
 * <p>
 * A handler implements it beside {@link TaskHandler}, a class of tasks beside
 * {@link TaskCallable}. A lambda says it by a cast:
 *
 * <pre>
 * pool.submit((TaskCallable&lt;Integer&gt; &amp; MayRepeat) () -&gt; text.length());
 * </pre>
 */
public interface MayRepeat {

}
