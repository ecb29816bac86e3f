package io.github.parallelpools.worker.process.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the Linux kernel tells of processes that it has killed because memory ran out: the
 * number of them, since it counts them (4.13), and in its log, where this user may read
 * that, which. Elsewhere nothing is known. Whom another program has killed for lack of
 * memory, such as systemd-oomd, nobody counts.
 *
 * @param system how many there were in the whole system, empty if nobody knows
 * @param group how many there were in the control group of this application, empty if
 * nobody knows
 */
record OomKills(OptionalLong system, OptionalLong group) {

	private static final Path SYSTEM = Path.of("/proc/vmstat");

	private static final Path OWN_GROUPS = Path.of("/proc/self/cgroup");

	private static final Path GROUPS = Path.of("/sys/fs/cgroup");

	private static final Path LOG = Path.of("/usr/bin/dmesg");

	/** The namespace in which the log names processes: the kernel's first one. */
	private static final String FIRST_NAMESPACE = "pid:[4026531836]";

	private static final Pattern COUNT = Pattern.compile("^oom_kill (\\d+)$", Pattern.MULTILINE);

	private static final Pattern VICTIM = Pattern.compile("([\\w ]*: )?Killed process (\\d+) \\([^)]*\\)");

	/** Reads the numbers as they are now. */
	static OomKills now() {
		return new OomKills(count(SYSTEM),
				groupFiles().stream()
					.map(OomKills::count)
					.filter(OptionalLong::isPresent)
					.findFirst()
					.orElse(OptionalLong.empty()));
	}

	/** Where the two versions of control groups count, seen from within one or not. */
	private static List<Path> groupFiles() {
		List<Path> files = new ArrayList<>();
		try {
			for (String line : Files.readAllLines(OWN_GROUPS, StandardCharsets.ISO_8859_1)) {
				String[] parts = line.split(":", 3);
				if (parts.length == 3 && parts[1].isEmpty()) {
					files.add(Path.of(GROUPS + parts[2], "memory.events"));
				}
				else if (parts.length == 3 && parts[1].equals("memory")) {
					files.add(Path.of(GROUPS + "/memory" + parts[2], "memory.oom_control"));
				}
			}
		}
		catch (IOException ex) {
			// It is not Linux.
			return files;
		}
		files.add(GROUPS.resolve("memory.events"));
		files.add(GROUPS.resolve("memory/memory.oom_control"));
		return files;
	}

	static OptionalLong count(Path file) {
		try {
			Matcher found = COUNT.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
			return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
		}
		catch (IOException | NumberFormatException ex) {
			return OptionalLong.empty();
		}
	}

	/**
	 * Who may have killed a process that was killed after these numbers were read.
	 * @param pids its ids, also the one of what a prefix has started in its place
	 */
	String killerOf(Set<Long> pids) {
		OomKills since = now();
		return killer(since,
				(since.system().equals(this.system) && this.system.isPresent()) ? Optional.empty() : logged(pids));
	}

	/**
	 * Who may have killed a process.
	 * @param after the numbers after its death
	 * @param logged what the kernel's log says of it, empty if nothing
	 */
	String killer(OomKills after, Optional<String> logged) {
		if (logged.isPresent()) {
			return "the kernel killed it because memory ran out (\"" + logged.get()
					+ "\"): give the system or the control group more, or the pools less by 'parallel.memory-budget'";
		}
		long here = grown(this.group, after.group());
		if (here > 0) {
			return "most likely the kernel killed it because memory ran out, as it did with " + here
					+ " in the application's control group since this one was started: give the group more, or the pools "
					+ "less by 'parallel.memory-budget'";
		}
		if (this.system.isEmpty() || after.system().isEmpty()) {
			return "somebody killed it, perhaps the system because memory ran out";
		}
		long everywhere = grown(this.system, after.system());
		return (everywhere > 0)
				? "somebody killed it, perhaps the kernel because memory ran out, as it did with " + everywhere
						+ " in the whole system since this one was started"
				: "somebody killed it, and it was not the kernel because memory ran out";
	}

	private static long grown(OptionalLong before, OptionalLong after) {
		return (before.isPresent() && after.isPresent()) ? after.getAsLong() - before.getAsLong() : 0;
	}

	private static Optional<String> logged(Set<Long> pids) {
		try {
			if (!Files.isExecutable(LOG)
					|| !FIRST_NAMESPACE.equals(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString())) {
				return Optional.empty();
			}
			Process reader = ProcessStart
				.of(new ProcessBuilder(LOG.toString()).redirectError(ProcessBuilder.Redirect.DISCARD));
			try (BufferedReader log = new BufferedReader(
					new InputStreamReader(reader.getInputStream(), StandardCharsets.ISO_8859_1))) {
				return victim(log.lines().toList(), pids);
			}
			finally {
				reader.destroyForcibly();
			}
		}
		catch (IOException | RuntimeException ex) {
			return Optional.empty();
		}
	}

	/** What the log says last of one of the processes. */
	static Optional<String> victim(List<String> log, Set<Long> pids) {
		for (int i = log.size() - 1; i >= 0; i--) {
			Matcher found = VICTIM.matcher(log.get(i));
			if (found.find() && pids.contains(Long.valueOf(found.group(2)))) {
				return Optional.of(found.group().trim());
			}
		}
		return Optional.empty();
	}

}
