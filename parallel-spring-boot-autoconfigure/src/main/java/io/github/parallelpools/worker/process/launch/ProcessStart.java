package io.github.parallelpools.worker.process.launch;

import java.io.IOException;

/**
 * Starts processes. The thread by which the JDK waits for the end of a process lives as
 * long as it has processes to wait for, whosever they are, and up to Java 18 it keeps the
 * context class loader of who needed it first: an application that is taken out of a
 * container, or restarted by the tools for developers, must not be that.
 */
public final class ProcessStart {

	private ProcessStart() {
	}

	/**
	 * Starts a process.
	 * @param builder what is started
	 * @return the process
	 * @throws IOException if it can't be started
	 */
	public static Process of(ProcessBuilder builder) throws IOException {
		Thread thread = Thread.currentThread();
		ClassLoader usual = thread.getContextClassLoader();
		thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
		try {
			return builder.start();
		}
		finally {
			thread.setContextClassLoader(usual);
		}
	}

}
