package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How urgent this process is beside its application. A worker has a session of its own,
 * and where no control groups share out the processors, Linux does so between sessions
 * first: how nice a process is counts within its session only ({@code sched(7)}, "The
 * autogroup feature"). So the session is made as nice as the process, as a command prefix
 * such as {@code nice} has wanted it.
 */
final class Niceness {

	private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");

	/** In the part of {@code stat} that follows the name ({@code proc(5)}). */
	private static final int PARENT = 1;

	private static final int SESSION = 3;

	private static final int NICE = 16;

	private static final int ATTEMPTS = 20;

	private Niceness() {
	}

	/**
	 * Does nothing where the process is as urgent as the one that has started it, nor to
	 * the session of that one.
	 */
	static void ofSession() {
		try {
			String[] own = stat("self");
			String[] parent = stat(own[PARENT]);
			int nicer = Integer.parseInt(own[NICE]) - Integer.parseInt(parent[NICE]);
			if (nicer != 0 && !own[SESSION].equals(parent[SESSION]) && !isWritten(nicer)) {
				Thread later = new Thread(() -> write(nicer), "parallel-niceness");
				later.setDaemon(true);
				later.start();
			}
		}
		catch (IOException | RuntimeException ex) {
			// It is not Linux.
			return;
		}
	}

	/**
	 * The kernel takes one such write in a tenth of a second from all users but root
	 * together, and refuses the others.
	 */
	private static void write(int nicer) {
		try {
			for (int attempt = 1; attempt < ATTEMPTS && !isWritten(nicer); attempt++) {
				Thread.sleep(ThreadLocalRandom.current().nextInt(100, 200));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean isWritten(int nicer) {
		try {
			Files.writeString(AUTOGROUP, String.valueOf(nicer), StandardOpenOption.WRITE);
			return true;
		}
		catch (NoSuchFileException ex) {
			// The kernel has no such groups.
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String[] stat(String process) throws IOException {
		String stat = Files.readString(Path.of("/proc", process, "stat"));
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
	}

}
