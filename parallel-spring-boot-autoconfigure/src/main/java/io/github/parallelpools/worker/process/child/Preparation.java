package io.github.parallelpools.worker.process.child;

import java.io.ObjectInputFilter;

/**
 * Has a second thread do what takes long at the start of a worker process, and has its
 * place in no order, while the main thread connects. Whoever needs it waits until it is
 * done, or fails as it has failed: a class is initialised once.
 */
final class Preparation {

	private final Thread thread = new Thread(null, Preparation::run, "parallel-preparation", 0, false);

	private Preparation() {
		this.thread.setDaemon(true);
	}

	static Preparation begin() {
		Preparation begun = new Preparation();
		begun.thread.start();
		return begun;
	}

	/**
	 * Waits until it has ended. Before that the process is not ready: the first task
	 * would have to wait, and its time would count.
	 */
	void end() {
		while (true) {
			try {
				this.thread.join();
				return;
			}
			catch (InterruptedException ex) {
				// What a handler has left behind when it was made means nothing here.
				Thread.interrupted();
			}
		}
	}

	/**
	 * Before the first filter is asked for, the JDK looks into everything on the class
	 * path for a {@link System.LoggerFinder}. With a hundred jars that takes 30 ms.
	 */
	private static void run() {
		Niceness.ofSession();
		try {
			ObjectInputFilter.Config.getSerialFilter();
			Integer captured = 1;
			Rehearsal.of(() -> captured);
		}
		catch (Exception | Error ex) {
			// The main thread will meet it, and tell.
			return;
		}
	}

}
