/**
 * What marries the rooms of the floor below: it binds {@code parallel.*} properties,
 * makes one bean per configured pool, checks at the start what can be checked, and adds
 * endpoint, metrics and health where the application has them. It knows all packages and
 * Spring; nothing knows it.
 * <p>
 * <b>It promises</b> that an unknown or impossible setting fails the start with its
 * value, its line and the remedy; and that pools start when all beans are made and stop
 * after the web server and before the beans that their tasks use ({@code PoolLifecycle}).
 * What is only paused comes back as it was ({@code PausedPools}); when the application
 * ends, queued tasks end before beans are destroyed, which may wait for them.
 * <p>
 * <b>Pools that are used while beans are made.</b> A pool that gets a task before that
 * time is started by the thread that submits it, which asks for the handler and the
 * listeners first. If Spring answers that one of them is or needs a bean that is being
 * made, the task is refused with {@code EarlyUseException}, which has a failure analysis.
 * {@code StartWatch} looks every 10 s, from the first such use until all beans are made,
 * whether the start of a pool or a task in a thread waits for a bean. If it still waits
 * at the next look, a warning says so, once. It is only a warning, as a hang looks the
 * same as a bean that takes so long.
 */
@NullMarked
package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.NullMarked;
