package io.github.parallelpools.engine.task;

import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.RemoteTaskError;

/**
 * Recognizes the exception with which a checkpoint ends a task that was asked to stop,
 * also where it was wrapped on its way. Asks exceptions, which may be the user's code.
 */
final class StopSign {

	private static final int DEEPEST = 16;

	private StopSign() {
	}

	static boolean isIn(Throwable error) {
		@Nullable Throwable one = error;
		for (int depth = 0; one != null && depth < DEEPEST; depth++) {
			if (one instanceof CancellationException || (one instanceof RemoteTaskError remote
					&& remote.errorClass().equals(CancellationException.class.getName()))) {
				return true;
			}
			one = causeOf(one);
		}
		return false;
	}

	private static @Nullable Throwable causeOf(Throwable error) {
		try {
			return error.getCause();
		}
		catch (RuntimeException | Error ex) {
			return null;
		}
	}

}
