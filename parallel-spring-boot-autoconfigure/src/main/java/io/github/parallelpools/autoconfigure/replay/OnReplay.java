package io.github.parallelpools.autoconfigure.replay;

import org.springframework.core.env.Environment;

/** Whether an application is only to run a task again. */
public final class OnReplay {

	private OnReplay() {
	}

	/**
	 * Whether that is so.
	 * @param environment where {@code parallel.replay} may be set
	 * @return whether it is
	 */
	public static boolean isWanted(Environment environment) {
		return ReplayEnvironment.isWanted(environment);
	}

}
