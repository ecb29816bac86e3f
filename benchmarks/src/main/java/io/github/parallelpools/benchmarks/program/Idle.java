package io.github.parallelpools.benchmarks.program;

import java.time.Duration;
import java.util.Map;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.benchmarks.Effort;

/** What an application with idle workers takes, and without. */
public final class Idle {

	/** CPU time is told in steps of 10 ms. */
	private static final int PATIENCE = 10;

	private Idle() {
	}

	public static void main(String[] arguments) throws Exception {
		Duration time = Effort.of(arguments).time().multipliedBy(PATIENCE);
		switch (arguments[4]) {
			case "process" -> {
				try (ProcessPool workers = ProcessPool.start(2, Map.of())) {
					workers.pool().submit(() -> 0).get();
					rest(time);
					Measured.print("memory", Consumption.childMegabytes());
				}
			}
			case "thread" -> {
				Map<String, Object> properties = Map.of("parallel.pools.tasks.min-size", 2);
				try (Application application = Application.start(properties)) {
					application.pool("tasks").submit(() -> 0).get();
					rest(time);
				}
			}
			default -> {
				try (Application application = Application.start(Map.of())) {
					rest(time);
				}
			}
		}
	}

	private static void rest(Duration time) throws InterruptedException {
		// Compilers and the like come to an end
		Thread.sleep(time.toMillis() / 4);
		Duration cpu = Consumption.cpu();
		Thread.sleep(time.toMillis());
		Measured.print("cpu", 100.0 * Consumption.cpu().minus(cpu).toNanos() / time.toNanos());
	}

}
