package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory a process has resident, as Linux tells it in {@code /proc}; other
 * systems are not asked.
 */
public final class ResidentMemory {

	private static final String LINE = "VmRSS:";

	private ResidentMemory() {
	}

	/**
	 * Whether this system tells it.
	 * @return {@code true} on Linux
	 */
	public static boolean isKnown() {
		return of(ProcessHandle.current().pid()).isPresent();
	}

	/**
	 * The memory of a process. Takes some 50 microseconds.
	 * @param pid its id
	 * @return the bytes, empty if there is no such process or nobody tells
	 */
	static OptionalLong of(long pid) {
		try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
			return lines.filter((line) -> line.startsWith(LINE)).mapToLong(ResidentMemory::bytes).findFirst();
		}
		catch (IOException | RuntimeException ex) {
			// It has ended, or is not Linux's.
			return OptionalLong.empty();
		}
	}

	private static long bytes(String line) {
		return 1024 * Long.parseLong(line.substring(LINE.length()).replace("kB", "").trim());
	}

}
