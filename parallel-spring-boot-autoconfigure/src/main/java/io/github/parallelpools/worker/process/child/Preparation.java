package io.github.parallelpools.worker.process.child;

import java.io.ObjectInputFilter;

/**
 * Has a second thread do what takes long at the start of a worker process, and has its
 * place in no order, while the main thread connects. Whoever needs it waits until it is
 * done, or fails as it has failed: a class is initialised once.
 */
final class Preparation {

	private Preparation() {
	}

	static void begin() {
		Thread thread = new Thread(null, Preparation::run, "parallel-preparation", 0, false);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Before the first filter is asked for, the JDK looks into everything on the class
	 * path for a {@link System.LoggerFinder}. With a hundred jars that takes 30 ms.
	 */
	private static void run() {
		try {
			ObjectInputFilter.Config.getSerialFilter();
		}
		catch (RuntimeException | Error ex) {
			// The main thread will meet it, and tell.
			return;
		}
	}

}
