package io.github.parallelpools.worker.process;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.launch.Launcher;

/**
 * What the worker processes of one application share: a private directory, the socket in
 * it, and the thread that spawns. Nothing of it exists before the first worker starts.
 */
public final class ProcessHost implements AutoCloseable {

	private final ClassLoader classLoader;

	private final Launcher launcher;

	/**
	 * Makes a host.
	 * @param parent where the private directory is made, {@code null} for the JVM's
	 * directory for temporary files
	 * @param classLoader the application's class loader
	 */
	public ProcessHost(@Nullable Path parent, ClassLoader classLoader) {
		this.classLoader = classLoader;
		this.launcher = new Launcher(parent, classLoader);
	}

	ClassLoader classLoader() {
		return this.classLoader;
	}

	Launcher launcher() {
		return this.launcher;
	}

	/**
	 * Removes the directory and closes the socket. Called when no worker is open.
	 */
	@Override
	public void close() {
		this.launcher.close();
	}

}
