/**
 * Spring in worker processes: what the application tells them of its environment, and the
 * context that they start with it. It knows an environment and one handler; it knows no
 * pool of the application.
 *
 * <pre>
 *   ProcessWorkerFactory ---- SETUP: class name, bytes ---> TaskRunner --> ChildExtension
 *     WorkerFunction,                                           WorkerContextExtension,
 *     EnvironmentCopy                                           WorkerContext
 * </pre>
 *
 * <b>It promises</b> that the same values win as in the application:
 * {@code EnvironmentCopy} copies the property sources one by one, in their order and with
 * their placeholders, anew for each process, in the thread of its worker; the process's
 * own system properties and variables stand where the application's stood. And that
 * nothing begins to work by itself (decision 11): {@code WorkerContext} is a plain
 * context and no {@code SpringApplication}, so there are no runners and no web server. It
 * publishes no events of its own life, which is what schedulers wait for, and starts of
 * what has a lifecycle only what the handler depends on ({@code NeededLifecycle}).
 * <p>
 * {@code OutsideOfWorkers} keeps the auto-configuration of pools out. That it was asked
 * tells that the configuration is the application's own: then nothing is made but what
 * the handler needs.
 */
@NullMarked
package io.github.parallelpools.autoconfigure.context;

import org.jspecify.annotations.NullMarked;
