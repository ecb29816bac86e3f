package io.github.parallelpools.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

import io.github.parallelpools.engine.standalone.StandaloneTasks;

/**
 * Ends the standalone tasks with the application, at the time and within the timeout of
 * the pools. Knows nothing of who has started them.
 */
final class TaskLifecycle implements SmartLifecycle {

	private final @Nullable ApplicationParallel parallel;

	private final ShutdownTime time;

	private final Duration killGrace;

	private final ApplicationStop stop;

	private volatile boolean running;

	/**
	 * Makes a lifecycle.
	 * @param parallel makes the tasks of this application, {@code null} if something else
	 * makes them
	 * @param time how long running tasks may take to end
	 * @param killGrace how long they may take to obey
	 * @param stop knows why the application stops
	 */
	TaskLifecycle(@Nullable ApplicationParallel parallel, ShutdownTime time, Duration killGrace, ApplicationStop stop) {
		this.stop = stop;
		this.parallel = parallel;
		this.time = time;
		this.killGrace = killGrace;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.parallel != null) {
			this.parallel.admit();
		}
	}

	@Override
	public void stop() {
		try {
			if (this.parallel != null) {
				stop(this.parallel, this.stop.reason());
			}
		}
		finally {
			this.running = false;
		}
	}

	private void stop(ApplicationParallel own, String why) {
		own.applicationStops(why);
		StandaloneTasks tasks = own.existingTasks();
		if (tasks != null) {
			tasks.stop(this.time.given(this.killGrace), why);
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
