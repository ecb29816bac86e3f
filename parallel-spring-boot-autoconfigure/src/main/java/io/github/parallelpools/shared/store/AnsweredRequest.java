package io.github.parallelpools.shared.store;

import java.util.concurrent.CompletableFuture;

/**
 * A request for a lock that was answered at once.
 *
 * @param answer its answer
 */
record AnsweredRequest(CompletableFuture<Boolean> answer) implements LockRequest {

	@Override
	public void cancel() {
		// It is answered.
	}

}
