package io.github.parallelpools.autoconfigure;

import org.springframework.context.SmartLifecycle;

/**
 * Opens the pools and the standalone tasks to those who use them before it is their turn
 * to be restarted: what has an earlier phase may do so when the application starts, and
 * may do so when it is restarted after a pause. Must not depend on what restarts them, as
 * that would then be restarted with it.
 */
final class RestartGate implements SmartLifecycle {

	private final Runnable opens;

	private volatile boolean running;

	/**
	 * Makes a gate.
	 * @param opens opens it
	 */
	RestartGate(Runnable opens) {
		this.opens = opens;
	}

	@Override
	public void start() {
		this.running = true;
		this.opens.run();
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
