package io.github.parallelpools.worker.process.child;

import io.github.parallelpools.spi.MarkedProcesses;
import io.github.parallelpools.spi.ProcessTree;

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
		try {
			new ProcessTree(ProcessHandle.current()).killDescendants();
		}
		finally {
			String mark = System.getenv(MarkedProcesses.VARIABLE);
			if (mark != null) {
				// Those that are nobody's children any more.
				MarkedProcesses.parse(mark).ifPresent(MarkedProcesses::kill);
			}
		}
	}

}
