package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells the Linux kernel whom to kill first when memory runs out: a worker, whose task is
 * lost, rather than the application. Raising the score needs no privilege (proc(5)).
 * Elsewhere nothing happens.
 */
final class OomScore {

	private OomScore() {
	}

	/**
	 * Raises the score of a process, and of all that it starts from now on.
	 * @param pid the process
	 * @param score from 1 to 1000; 0 leaves it as it is
	 */
	static void raise(long pid, int score) {
		Path file = Path.of("/proc", String.valueOf(pid), "oom_score_adj");
		if (score > 0 && Files.exists(file)) {
			try {
				if (Integer.parseInt(Files.readString(file).trim()) < score) {
					Files.writeString(file, String.valueOf(score));
				}
			}
			catch (IOException | NumberFormatException ex) {
				// It has ended already, or a prefix has made it another user's.
				return;
			}
		}
	}

}
