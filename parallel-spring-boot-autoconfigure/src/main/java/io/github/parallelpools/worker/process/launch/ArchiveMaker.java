package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.util.List;

/** Starts a process that makes an archive. */
@FunctionalInterface
interface ArchiveMaker {

	/**
	 * Starts it.
	 * @param settings how workers are started
	 * @param arguments what the JVM is told besides what a worker is
	 * @return the process, which the system kills with this application
	 */
	Process start(ProcessSettings settings, List<String> arguments) throws IOException, InterruptedException;

}
