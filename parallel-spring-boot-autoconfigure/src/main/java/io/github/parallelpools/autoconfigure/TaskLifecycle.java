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

	private final ApplicationStop stop;

	private volatile boolean running;

	TaskLifecycle(ApplicationParallel parallel, ShutdownTime time, Duration killGrace, ApplicationStop stop) {
		this.stop = stop;
		this.parallel = parallel;
		this.time = time;
		this.killGrace = killGrace;
	}

	@Override
	public void start() {
		this.running = true;
		this.parallel.admit();
	}

	@Override
	public void stop() {
		String why = this.stop.reason();
		this.parallel.applicationStops(why);
		try {
			StandaloneTasks tasks = this.parallel.existingTasks();
			if (tasks != null) {
				tasks.stop(this.time.given(this.killGrace), why);
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
