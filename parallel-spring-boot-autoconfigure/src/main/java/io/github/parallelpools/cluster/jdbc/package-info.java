/**
 * The store of a cluster in the application's database. Knows connections, statements and
 * tables; knows nothing of workers, pools or what the bytes mean.
 *
 * <pre>
 *   JdbcClusterStore --> JdbcNodes, JdbcTasks, JdbcLocks, JdbcMaps --> Database --> Dialect, FramedTransactions
 *                   |    JdbcNodes --> LeaseConnection: renewals, beside the pool
 *                   +--> Notifier --> NoticeBoard (this JVM), Postgres: NOTIFY
 *                   +--> PostgresWatch: LISTEN, and an advisory lock as a sign of life
 * </pre>
 *
 * <b>A node lives exactly as long as its row.</b> A renewal is an update of it, an
 * eviction deletes it: the row's lock orders the two, and nobody else compares times. All
 * times are milliseconds of the database's clock. That a node is gone for good is known
 * once its row is missing, so that tasks and locks are taken from named nodes only, whose
 * rows were seen to be missing; a node that joins meanwhile is never taken for a dead
 * one.
 * <p>
 * <b>Transactions.</b> Each call has its own, also where the caller's thread has one, but
 * for a task that is submitted in the caller's. A statement that commits by itself is
 * enough for most. What was refused as others were faster is done again, up to a limit.
 * The server ends one that stands still, as others wait for what it has locked.
 * <p>
 * <b>Tokens and versions</b> come from one sequence. A grant reads it under the lock of
 * the lock's row, so that tokens rise in the order of the grants; a row that is free can
 * be deleted for that reason.
 * <p>
 * <b>What need not survive.</b> On PostgreSQL renewals, claims, removals and notices do
 * not wait for the server's disk. When the server dies a claim may get lost, and its task
 * is queued again. A task that was queued before the server's last start therefore skips
 * a thousand attempts when it is claimed, so that no two runs of it have the same number.
 * <p>
 * <b>Notices</b> are gathered, and sent by a thread of their own in a transaction of
 * their own: a commit that notifies takes a lock over the whole server.
 */
@NullMarked
package io.github.parallelpools.cluster.jdbc;

import org.jspecify.annotations.NullMarked;
