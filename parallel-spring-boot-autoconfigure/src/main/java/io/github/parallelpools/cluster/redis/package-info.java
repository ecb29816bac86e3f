/**
 * The store of a cluster in Redis or Valkey. Knows the seam, scripts and connections;
 * knows nothing of workers, pools or how a node uses a store.
 *
 * <pre>
 *   RedisClusterStore --> RedisNodes, RedisTasks, RedisLetters, RedisLocks, RedisMaps
 *                              | what a script is told, and what it answers
 *                              v
 *                         RedisCalls --> RedisLines --> RedisLink --> the application's server
 *                                                           ^
 *   RedisWatch ---------------------------------------------+
 * </pre>
 *
 * <b>One step.</b> Each call is one script, which the server runs while it runs nothing
 * else. {@code common.lua} lists all keys. They share a hash tag, so that a Redis Cluster
 * keeps all of them on one primary.
 * <p>
 * <b>Bounds.</b> What is kept is what nodes, queued and running tasks, held locks, map
 * entries and dead letters there are, and outcomes for as long as
 * {@link io.github.parallelpools.spi.cluster.ClusterStore#expire} leaves them. A lock
 * that nobody has leaves nothing behind: its tokens come from one counter of the
 * installation, as do versions of values and the order of tasks.
 * <p>
 * <b>Order.</b> A queue is a sorted set whose members all have the score 0, so that they
 * are ordered by their bytes: ten digits for the priority, sixteen for the number of the
 * task. A score would have to hold both in 53 bits, and lists for each priority would put
 * back only those tasks in the right order that come back in it. There is a queue for
 * each pool and need; who claims looks at the heads of those that it can serve.
 * <p>
 * <b>Death.</b> A node is dead when its lease is over by the server's clock. It is dead
 * before that if nobody is subscribed to its channel any more, but only if this very run
 * of the server has seen the subscription: after a restart or a failover all are gone and
 * all nodes live. For the same reason no lease counts until one is over since a new run
 * was noticed.
 * <p>
 * <b>Connections</b> are made as the application's are, but never connect again by
 * themselves: the client would send again what was on its way, and a swap of a value that
 * is done twice says that it failed.
 */
@NullMarked
package io.github.parallelpools.cluster.redis;

import org.jspecify.annotations.NullMarked;
