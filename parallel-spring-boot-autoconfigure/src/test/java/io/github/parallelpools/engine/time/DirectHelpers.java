package io.github.parallelpools.engine.time;

/** Helpers that do what they are asked to at once, in the thread that asks. */
public final class DirectHelpers {

	private DirectHelpers() {
	}

	public static HelperThreads of(Ticker ticker, Supervisor supervisor) {
		return new HelperThreads(ticker, supervisor, Runnable::run);
	}

}
