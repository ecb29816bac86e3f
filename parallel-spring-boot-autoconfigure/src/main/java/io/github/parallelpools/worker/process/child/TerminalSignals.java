package io.github.parallelpools.worker.process.child;

import java.util.List;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals with which a terminal ends all processes that belong to it. They are for
 * the application, which lets running tasks end; a worker that obeyed them too would take
 * its task with it. What tasks start inherits that they are ignored. Who wants to end a
 * worker alone has other signals.
 */
final class TerminalSignals {

	private TerminalSignals() {
	}

	/**
	 * Ignores them, where the JVM lets anybody do so: the class for that is not part of
	 * every JDK.
	 */
	static void leaveToTheApplication() {
		try {
			for (String name : List.of("INT", "HUP")) {
				Signal.handle(new Signal(name), SignalHandler.SIG_IGN);
			}
		}
		catch (IllegalArgumentException | LinkageError ex) {
			// The user's own arguments of the JVM, or the system, leave no choice.
			return;
		}
	}

}
