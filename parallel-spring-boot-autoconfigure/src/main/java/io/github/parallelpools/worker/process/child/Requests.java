package io.github.parallelpools.worker.process.child;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.RequestMessage;

/**
 * Brings what the application asks to the run that is meant, also if the run begins
 * later, and to no other one. The reader of the connection comes here, so nothing here
 * waits.
 */
final class Requests {

	// Guarded by this.

	private @Nullable ChildRun current;

	private @Nullable RequestMessage latest;

	private long latestId;

	synchronized void arrived(long id, RequestMessage request) {
		this.latest = request;
		this.latestId = id;
		hand();
	}

	synchronized void begin(ChildRun run) {
		this.current = run;
		hand();
	}

	synchronized void end() {
		this.current = null;
	}

	private void hand() {
		if (this.current != null && this.latest != null && this.current.id() == this.latestId) {
			this.current.requested(this.latest);
		}
	}

}
