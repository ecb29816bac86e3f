package io.github.parallelpools.worker.process.child;

/**
 * The processes that tasks have started: none outlives the worker, if the worker can help
 * it.
 */
final class Descendants {

	private Descendants() {
	}

	/** Has them killed when this process exits, be it by a task's {@link System#exit}. */
	static void endWithThisProcess() {
		Runtime.getRuntime().addShutdownHook(new Thread(Descendants::kill, "parallel-descendants"));
	}

	static void kill() {
		ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
	}

}
