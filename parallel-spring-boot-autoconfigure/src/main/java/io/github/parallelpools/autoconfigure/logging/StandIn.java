package io.github.parallelpools.autoconfigure.logging;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LoggedError;

/** Stands for a throwable of a worker where a real one is wanted. */
final class StandIn extends Throwable {

	private final String className;

	StandIn(LoggedError error) {
		super(error.message(), of(error.cause()), true, true);
		this.className = error.className();
		setStackTrace(error.frames().toArray(StackTraceElement[]::new));
		error.suppressed().forEach((one) -> addSuppressed(new StandIn(one)));
	}

	static @Nullable StandIn of(@Nullable LoggedError error) {
		return (error != null) ? new StandIn(error) : null;
	}

	@Override
	public String toString() {
		return (getMessage() != null) ? this.className + ": " + getMessage() : this.className;
	}

}
