package io.github.parallelpools.autoconfigure;

/**
 * Those who find the application's beans that pools name.
 *
 * @param handlers find handlers and pollers
 * @param listeners find callbacks and other listeners
 * @param feeds find backlogs and queues
 * @param contexts take along what submitters have
 */
record PoolBeans(PoolHandlers handlers, PoolListeners listeners, PoolFeeds feeds, ContextPropagation contexts) {
}
