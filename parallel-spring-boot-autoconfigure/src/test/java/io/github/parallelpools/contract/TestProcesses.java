package io.github.parallelpools.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.launch.ProcessSettings;

/** Settings for the worker processes of tests, on another JDK if the build says so. */
public final class TestProcesses {

	private static final long MEGABYTE = 1024 * 1024;

	private TestProcesses() {
	}

	public static ProcessSettings settings() {
		return settings(List.of(), Duration.ofSeconds(30));
	}

	public static ProcessSettings settings(List<String> jvmArguments, Duration startTimeout) {
		return new ProcessSettings(new ProcessSettings.Jvm(javaHome(), 64 * MEGABYTE, false, jvmArguments, List.of()),
				List.of(), Map.of(), startTimeout, Duration.ofSeconds(5), 16 * MEGABYTE, null);
	}

	private static @Nullable Path javaHome() {
		String home = System.getProperty("worker.java.home", "");
		return home.isBlank() ? null : Path.of(home);
	}

}
