package io.github.parallelpools.autoconfigure.isolation;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.CurrentContext;

/**
 * The pools whose workers wait for what the calling thread does: that of its own task,
 * and those of the calls around it. A call on one of these would wait for a worker that
 * may never come. Confined to its thread, but for the way from a caller to the worker.
 *
 * @param pool the name of a pool
 * @param outer the call around, {@code null} for none
 */
record CallChain(String pool, @Nullable CallChain outer) {

	private static final ThreadLocal<@Nullable CallChain> CURRENT = new ThreadLocal<>();

	/** Those that wait for the calling thread, {@code null} for none. */
	static @Nullable CallChain current() {
		CallChain chain = CURRENT.get();
		String task = CurrentContext.pool();
		return (task == null || (chain != null && chain.has(task))) ? chain : new CallChain(task, chain);
	}

	/** Whether a pool is among them. */
	boolean has(String name) {
		for (CallChain one = this; one != null; one = one.outer()) {
			if (one.pool().equals(name)) {
				return true;
			}
		}
		return false;
	}

	/** Calls something for which those wait that wait for the submitter. */
	static <T extends @Nullable Object> T callIn(@Nullable CallChain chain, Callable<T> call) throws Exception {
		CallChain before = CURRENT.get();
		set(chain);
		try {
			return call.call();
		}
		finally {
			set(before);
		}
	}

	private static void set(@Nullable CallChain chain) {
		if (chain != null) {
			CURRENT.set(chain);
		}
		else {
			CURRENT.remove();
		}
	}

}
