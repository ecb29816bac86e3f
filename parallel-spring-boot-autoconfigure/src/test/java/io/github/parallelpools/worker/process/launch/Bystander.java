package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Path;

import io.github.parallelpools.spi.MarkedProcesses;

/** A process that stands for a worker's, but does not know what it is. */
public final class Bystander {

	private Bystander() {
	}

	public static ChildProcess start(Path directory, Session session) throws IOException {
		Process process = new ProcessBuilder("sleep", "600").start();
		return new ChildProcess(session, process, MarkedProcesses.unused(),
				new CrashReport(directory.resolve("crash-%p").toString()), BeginFile.create(directory.resolve("begin")),
				ArchiveStart.NONE, (work) -> new Thread(work).start());
	}

}
