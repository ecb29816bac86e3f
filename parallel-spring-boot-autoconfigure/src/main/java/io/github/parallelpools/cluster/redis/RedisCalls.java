package io.github.parallelpools.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Has the server run scripts, over one connection that all threads share. A call ends
 * within the time limit, or within three times that if it has to open the connection:
 * with an answer, or with an exception.
 * <p>
 * A connection is used until the first doubt: it was closed, the server did not answer in
 * time, or says that it is a replica now. The next call opens another one, which finds
 * the present primary. What was on its way on the old one has failed and is never sent
 * again from here, as only the caller knows whether he still wants it.
 */
final class RedisCalls {

	private final RedisLink link;

	private final byte[][] keys;

	private final Duration limit;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock: the connection, or the attempt to open it. */
	private @Nullable CompletableFuture<RedisLine> line;

	RedisCalls(RedisLink link, String prefix) {
		this.link = link;
		this.keys = new byte[][] { (prefix + "nodes").getBytes(StandardCharsets.UTF_8) };
		this.limit = link.limit();
	}

	/**
	 * Has the server run a script.
	 * @param script the script
	 * @param arguments what it is told
	 * @return what it answers
	 * @throws ClusterStoreException if there is no answer, or an error
	 */
	RedisAnswer call(RedisScript script, RedisArguments arguments) {
		byte[][] values = arguments.toArray();
		String what = script.lowerCase();
		try {
			return ask(what, (line) -> line.commands()
				.<List<?>>evalsha(script.digest(), ScriptOutputType.MULTI, this.keys, values));
		}
		catch (UnknownScriptException ex) {
			return ask(what,
					(line) -> line.commands().<List<?>>eval(script.text(), ScriptOutputType.MULTI, this.keys, values));
		}
	}

	RedisAnswer call(RedisScript script) {
		return call(script, new RedisArguments());
	}

	/**
	 * Asks the server about itself.
	 * @return the text of INFO; {@code null} if this may not be asked
	 */
	@Nullable String info() {
		try {
			return exchange("info", (line) -> line.commands().info());
		}
		catch (ClusterStoreException ex) {
			if (ex.getCause() instanceof RedisCommandExecutionException) {
				return null;
			}
			throw ex;
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

	private RedisAnswer ask(String what, Function<RedisLine, Future<List<?>>> question) {
		return new RedisAnswer(exchange(what, question));
	}

	private <T> T exchange(String what, Function<RedisLine, Future<T>> question) {
		RedisLine line = line(what);
		Future<T> answer = null;
		try {
			answer = question.apply(line);
			return await(answer);
		}
		catch (TimeoutException ex) {
			answer.cancel(true);
			drop(line);
			throw new ClusterStoreException("Redis did not answer '" + what + "' within " + this.limit.toMillis()
					+ " ms, and may have done it. Check that it can be reached and what keeps it busy (SLOWLOG GET).",
					ex);
		}
		catch (ExecutionException ex) {
			throw failure(what, line, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (RuntimeException ex) {
			throw failure(what, line, ex);
		}
	}

	private RuntimeException failure(String what, RedisLine line, Throwable cause) {
		if (cause instanceof RedisNoScriptException) {
			return new UnknownScriptException();
		}
		if (cause instanceof RedisCommandExecutionException) {
			String said = String.valueOf(cause.getMessage());
			if (said.startsWith("READONLY") || said.startsWith("LOADING") || said.startsWith("MASTERDOWN")) {
				drop(line);
			}
			return new ClusterStoreException("Redis refused '" + what + "': " + said + ". " + RedisRemedies.of(said),
					cause);
		}
		drop(line);
		return new ClusterStoreException(
				"The connection to Redis broke at '" + what + "', which may have been done: " + cause.getMessage(),
				cause);
	}

	/**
	 * The connection, opened by the first who needs it. All who wait meanwhile share what
	 * becomes of it.
	 */
	private RedisLine line(String what) {
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
			return await(opened);
		}
		catch (TimeoutException | ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw new ClusterStoreException("Can't do '" + what + "', as there is no connection to Redis at "
					+ this.link + ": " + cause.getMessage() + ". Check the server and spring.data.redis.*", cause);
		}
	}

	private void open(CompletableFuture<RedisLine> opened) {
		try {
			opened.complete(this.link.open());
		}
		catch (RuntimeException | Error ex) {
			forget(opened);
			opened.completeExceptionally(ex);
		}
	}

	private void drop(RedisLine line) {
		this.lock.lock();
		try {
			if (this.line != null && this.line.isDone() && this.line.join() == line) {
				this.line = null;
			}
		}
		finally {
			this.lock.unlock();
		}
		closeLater(line);
	}

	/** Lets others have the answers that may still come. */
	private void closeLater(RedisLine line) {
		CompletableFuture.delayedExecutor(this.limit.toNanos(), TimeUnit.NANOSECONDS).execute(line::close);
	}

	private void forget(CompletableFuture<RedisLine> opened) {
		this.lock.lock();
		try {
			if (this.line == opened) {
				this.line = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits in spite of interrupts, as the wait is short and a task that was cancelled
	 * must be told, too.
	 */
	private <T> T await(Future<T> future) throws TimeoutException, ExecutionException {
		boolean interrupted = false;
		long end = System.nanoTime() + this.limit.toNanos();
		try {
			while (true) {
				try {
					return future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** The server has forgotten the script, or never knew it. */
	@SuppressWarnings("serial")
	private static final class UnknownScriptException extends RuntimeException {

	}

}
