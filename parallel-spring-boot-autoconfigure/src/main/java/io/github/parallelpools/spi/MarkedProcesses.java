package io.github.parallelpools.spi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processes that a worker's tasks have started, also those that nobody can list any
 * more because a process whose parent died belongs to another one: all of them inherited
 * the worker's mark. It is in their environment, which a process may clear, and it is
 * their limit of file locks (RLIMIT_LOCKS), which Linux hands on but has not enforced
 * since 2.4.25, see getrlimit(2). Linux shows both in {@code /proc}; elsewhere none is
 * found. Nor is one found that has changed both.
 *
 * @param mark the worker's mark, 16 hexadecimal digits
 */
public record MarkedProcesses(String mark) {

	/**
	 * The variable that has the mark. An application that a task starts inherits it, so
	 * it must not be the name of any property there.
	 */
	public static final String VARIABLE = "PARALLELPOOLS_MARK";

	/**
	 * What is started while others are killed is found in the next round. More than a few
	 * are only needed by what forks all the time.
	 */
	private static final int MOST_ROUNDS = 100;

	private static final Path PROC = Path.of("/proc");

	/** The soft and the hard limit. */
	private static final Pattern FILE_LOCKS = Pattern.compile("^Max file locks +(\\w+) +(\\w+)", Pattern.MULTILINE);

	private static final Pattern MARK = Pattern.compile("[0-9a-f]{16}");

	/** Where the limit is lower, a mark below it could be somebody else's limit. */
	private static final long LEAST_LIMIT = 1L << 40;

	/**
	 * Makes a mark that no process has yet. It is below this process's own limit, as a
	 * limit can't be raised: each application that a task starts halves it.
	 * @return the processes that will have it
	 */
	public static MarkedProcesses unused() {
		long limit = ownLimit().orElse(Long.MAX_VALUE);
		ThreadLocalRandom random = ThreadLocalRandom.current();
		long mark = (limit > LEAST_LIMIT) ? random.nextLong(limit / 2, limit) : random.nextLong();
		return new MarkedProcesses(HexFormat.of().toHexDigits(mark));
	}

	/**
	 * Reads a mark that was written down.
	 * @param text the mark
	 * @return the processes that have it, empty if it is none
	 */
	public static Optional<MarkedProcesses> parse(String text) {
		return MARK.matcher(text).matches() ? Optional.of(new MarkedProcesses(text)) : Optional.empty();
	}

	/**
	 * The mark as the limit of file locks.
	 * @return the limit, empty where this process could not hand it on
	 */
	public Optional<String> limit() {
		OptionalLong own = ownLimit();
		long limit = HexFormat.fromHexDigitsToLong(this.mark);
		return (own.isPresent() && limit > LEAST_LIMIT / 2 && limit < own.getAsLong())
				? Optional.of(Long.toUnsignedString(limit)) : Optional.empty();
	}

	private static OptionalLong ownLimit() {
		try {
			Matcher limit = FILE_LOCKS.matcher(read(PROC.resolve("self/limits")));
			if (limit.find()) {
				String hard = limit.group(2);
				return OptionalLong.of("unlimited".equals(hard) ? Long.MAX_VALUE : Long.parseLong(hard));
			}
		}
		catch (IOException | NumberFormatException ex) {
			// It is not Linux, or the limit is none of ours.
			return OptionalLong.empty();
		}
		return OptionalLong.empty();
	}

	private static String read(Path file) throws IOException {
		return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
	}

	/**
	 * Kills all of them until none is found, but not the calling process, nor those that
	 * it descends from: a prefix may wait for it and tell how it ended.
	 */
	public void kill() {
		Set<Long> known = new HashSet<>();
		for (ProcessHandle one = ProcessHandle.current(); one != null; one = one.parent().orElse(null)) {
			known.add(one.pid());
		}
		for (int round = 0; round < MOST_ROUNDS && killOnce(known); round++) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Kills those that are not known yet. What was killed stays to be seen until its
	 * parent takes note.
	 * @param known grows by those that are found
	 * @return whether there were any
	 */
	private boolean killOnce(Set<Long> known) {
		boolean found = false;
		if (!Files.isDirectory(PROC)) {
			return false;
		}
		String variable = VARIABLE + "=" + this.mark;
		String limit = Long.toUnsignedString(HexFormat.fromHexDigitsToLong(this.mark));
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path process : processes) {
				long pid = Long.parseLong(process.getFileName().toString());
				if (!known.contains(pid) && (isLimited(process, limit) || isMarked(process, variable))) {
					known.add(pid);
					found |= ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false);
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// Without the list there is nothing to be found.
			return false;
		}
		return found;
	}

	private static boolean isLimited(Path process, String limit) {
		try {
			Matcher found = FILE_LOCKS.matcher(read(process.resolve("limits")));
			return found.find() && (limit.equals(found.group(1)) || limit.equals(found.group(2)));
		}
		catch (IOException ex) {
			// One that has just ended.
			return false;
		}
	}

	private static boolean isMarked(Path process, String variable) {
		try {
			return read(process.resolve("environ")).contains(variable);
		}
		catch (IOException ex) {
			// Another user's process, or one that has just ended.
			return false;
		}
	}

}
