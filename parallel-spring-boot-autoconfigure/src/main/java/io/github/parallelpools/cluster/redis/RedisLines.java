package io.github.parallelpools.cluster.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import io.lettuce.core.RedisCommandInterruptedException;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * The connection that all calls share. It is used until the first doubt: it was closed,
 * the server did not answer in time, or says that it is a replica now. The next call
 * opens another one, which finds the present primary; all who want it meanwhile share
 * what becomes of that. Knows nothing of what is said over it. Safe for use by several
 * threads.
 */
final class RedisLines {

	private final RedisLink link;

	private final RedisPatience patience;

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Guarded by the lock: the connection, or the attempt to open it. Never a failed one.
	 */
	private @Nullable CompletableFuture<RedisLine> line;

	RedisLines(RedisLink link) {
		this.link = link;
		this.patience = new RedisPatience(link.limit());
	}

	/**
	 * The connection, opened if there is none.
	 * @param what what it is wanted for, for messages
	 * @return an open connection, as far as this side knows
	 * @throws ClusterStoreException if none could be opened
	 */
	RedisLine current(String what) {
		CompletableFuture<RedisLine> opened;
		boolean mine = false;
		this.lock.lock();
		try {
			opened = this.line;
			if (opened == null || (opened.isDone() && !opened.join().isOpen())) {
				opened = new CompletableFuture<>();
				this.line = opened;
				mine = true;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (mine) {
			open(opened);
		}
		try {
			return this.patience.await(opened);
		}
		catch (TimeoutException | ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new ClusterStoreException("Can't do '" + what + "', as there is no connection to Redis at "
					+ this.link + ": " + cause.getMessage() + ". Check the server and spring.data.redis.*", cause);
		}
	}

	/** Has the next call open a new connection. */
	void startAfresh() {
		CompletableFuture<RedisLine> old;
		this.lock.lock();
		try {
			old = this.line;
			this.line = null;
		}
		finally {
			this.lock.unlock();
		}
		if (old != null) {
			old.thenAccept(this::closeLater);
		}
	}

	/** Has nobody use a connection any more. */
	void drop(RedisLine doubtful) {
		this.lock.lock();
		try {
			if (this.line != null && this.line.isDone() && this.line.join() == doubtful) {
				this.line = null;
			}
		}
		finally {
			this.lock.unlock();
		}
		closeLater(doubtful);
	}

	private void open(CompletableFuture<RedisLine> opened) {
		try {
			opened.complete(openInSpiteOfInterrupts());
		}
		catch (RuntimeException | Error ex) {
			this.lock.lock();
			try {
				if (this.line == opened) {
					this.line = null;
				}
			}
			finally {
				this.lock.unlock();
			}
			opened.completeExceptionally(ex);
		}
	}

	private RedisLine openInSpiteOfInterrupts() {
		boolean interrupted = Thread.interrupted();
		try {
			return this.link.open();
		}
		catch (RedisCommandInterruptedException ex) {
			Thread.interrupted();
			interrupted = true;
			return this.link.open();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Lets others have the answers that may still come. */
	private void closeLater(RedisLine old) {
		CompletableFuture.delayedExecutor(this.patience.limit().toNanos(), TimeUnit.NANOSECONDS).execute(old::close);
	}

}
