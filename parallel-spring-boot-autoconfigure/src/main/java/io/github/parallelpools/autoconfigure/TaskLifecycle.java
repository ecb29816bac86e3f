package io.github.parallelpools.autoconfigure;

import java.time.Duration;

import org.springframework.context.SmartLifecycle;

import io.github.parallelpools.engine.standalone.StandaloneTasks;

/**
 * Ends the standalone tasks with the application, at the time and within the timeout of
 * the pools. Knows nothing of who has started them.
 */
final class TaskLifecycle implements SmartLifecycle {

	private final ApplicationParallel parallel;

	private final ShutdownTime time;

	private final Duration killGrace;

	private volatile boolean running;

	TaskLifecycle(ApplicationParallel parallel, ShutdownTime time, Duration killGrace) {
		this.parallel = parallel;
		this.time = time;
		this.killGrace = killGrace;
	}

	@Override
	public void start() {
		this.running = true;
		this.parallel.applicationStops(false);
		StandaloneTasks tasks = this.parallel.existingTasks();
		if (tasks != null) {
			tasks.admit();
		}
	}

	@Override
	public void stop() {
		this.parallel.applicationStops(true);
		try {
			StandaloneTasks tasks = this.parallel.existingTasks();
			if (tasks != null) {
				tasks.stop(this.time.given(this.killGrace));
			}
		}
		finally {
			this.running = false;
		}
	}

	@Override
	public void stop(Runnable callback) {
		Thread stopping = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "parallel-task-shutdown");
		stopping.setDaemon(true);
		stopping.start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PoolLifecycle.PHASE;
	}

}
