package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds what a dead worker's tasks have started and nobody can list any more, because a
 * process whose parent died belongs to another one: all of them inherited the worker's
 * mark in their environment, which Linux shows to the same user. Elsewhere none is found.
 *
 * @param mark the worker's mark
 */
record Orphans(String mark) {

	private static final Path PROC = Path.of("/proc");

	void kill() {
		if (!Files.isDirectory(PROC)) {
			return;
		}
		String wanted = Launcher.MARK + "=" + this.mark;
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path process : processes) {
				if (isMarked(process.resolve("environ"), wanted)) {
					long pid = Long.parseLong(process.getFileName().toString());
					ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
				}
			}
		}
		catch (IOException ex) {
			// Without the list there is nothing to be found.
			return;
		}
	}

	private static boolean isMarked(Path environment, String wanted) {
		try {
			return new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1).contains(wanted);
		}
		catch (IOException ex) {
			// Another user's process, or one that has just ended.
			return false;
		}
	}

}
