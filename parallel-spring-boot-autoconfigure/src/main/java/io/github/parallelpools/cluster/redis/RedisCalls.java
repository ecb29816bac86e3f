package io.github.parallelpools.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.ClusterStoreException;

/**
 * Has the server run scripts, over one connection that all threads share. A call ends
 * within the time limit, or within three times that if it has to open the connection:
 * with an answer, or with an exception. What has failed is never sent again from here, as
 * only the caller knows whether he still wants it.
 */
final class RedisCalls {

	/** What a server says to whom another one can answer. */
	private static final Set<String> ELSEWHERE = Set.of("READONLY", "LOADING", "MASTERDOWN");

	private final RedisLines lines;

	private final RedisPatience patience;

	private final byte[][] keys;

	RedisCalls(RedisLink link, String prefix) {
		this.lines = new RedisLines(link);
		this.patience = new RedisPatience(link.limit());
		this.keys = new byte[][] { (prefix + "nodes").getBytes(StandardCharsets.UTF_8) };
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
		this.lines.startAfresh();
	}

	private RedisAnswer ask(String what, Function<RedisLine, RedisFuture<List<?>>> question) {
		return new RedisAnswer(exchange(what, question));
	}

	private <T> T exchange(String what, Function<RedisLine, RedisFuture<T>> question) {
		RedisLine line = this.lines.current(what);
		RedisFuture<T> answer = null;
		try {
			answer = question.apply(line);
			return this.patience.await(answer.toCompletableFuture());
		}
		catch (TimeoutException ex) {
			answer.cancel(true);
			this.lines.drop(line);
			throw new ClusterStoreException("Redis did not answer '" + what + "' within "
					+ this.patience.limit().toMillis()
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
			if (ELSEWHERE.contains(RedisRemedies.word(said))) {
				this.lines.drop(line);
			}
			return new ClusterStoreException("Redis refused '" + what + "': " + said + ". " + RedisRemedies.of(said),
					cause);
		}
		this.lines.drop(line);
		return new ClusterStoreException(
				"The connection to Redis broke at '" + what + "', which may have been done: " + cause.getMessage(),
				cause);
	}

	/** The server has forgotten the script, or never knew it. */
	@SuppressWarnings("serial")
	private static final class UnknownScriptException extends RuntimeException {

	}

}
