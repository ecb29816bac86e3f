package io.github.parallelpools.worker.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.CpuBinding;
import io.github.parallelpools.worker.process.launch.ProcessStart;

/**
 * Binds processes to processors with Linux's {@code taskset}, and reads in {@code /proc}
 * where they run. Knows nothing of workers.
 */
public final class LinuxCpus implements CpuBinding {

	private static final long TASKSET_SECONDS = 10;

	/** Where the number of the processor stands behind the name of the command. */
	private static final int PROCESSOR = 39 - 3;

	private final String system;

	private final String searchPath;

	private final Path root;

	/**
	 * Uses this system.
	 */
	public LinuxCpus() {
		this(System.getProperty("os.name"), Objects.requireNonNullElse(System.getenv("PATH"), ""), Path.of("/"));
	}

	LinuxCpus(String system, String searchPath, Path root) {
		this.system = system;
		this.searchPath = searchPath;
		this.root = root;
	}

	@Override
	public List<String> prefix(int... cpus) {
		requireLinux();
		String taskset = Arrays.stream(this.searchPath.split(File.pathSeparator))
			.filter((directory) -> !directory.isEmpty())
			.map((directory) -> Path.of(directory, "taskset"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElseThrow(() -> new UnsupportedOperationException(
					"Processes can't be bound to processors: there is no 'taskset' in the PATH. Install the package util-linux."))
			.toString();
		requireExisting(cpus);
		return List.of(taskset, "-c", list(cpus));
	}

	private void requireLinux() {
		if (!this.system.equals("Linux")) {
			throw new UnsupportedOperationException(
					"Which processors a process uses is known on Linux only, and this is %s.".formatted(this.system));
		}
	}

	private void requireExisting(int... cpus) {
		TreeSet<Integer> possible = possible();
		if (cpus.length == 0) {
			throw new IllegalArgumentException("Name at least one processor. There are: %s.".formatted(possible));
		}
		for (int cpu : cpus) {
			if (!possible.contains(cpu)) {
				throw new IllegalArgumentException("There is no processor %s. There are: %s.".formatted(cpu, possible));
			}
		}
	}

	private TreeSet<Integer> possible() {
		try {
			String online = Files.readString(this.root.resolve("sys/devices/system/cpu/online")).strip();
			TreeSet<Integer> numbers = new TreeSet<>();
			for (String range : online.split(",")) {
				int dash = range.indexOf('-');
				int first = Integer.parseInt(range.substring(0, (dash < 0) ? range.length() : dash));
				int last = (dash < 0) ? first : Integer.parseInt(range.substring(dash + 1));
				IntStream.rangeClosed(first, last).forEach(numbers::add);
			}
			return numbers;
		}
		catch (IOException | NumberFormatException ex) {
			throw new UnsupportedOperationException("The system does not tell its processors: " + ex, ex);
		}
	}

	private static String list(int... cpus) {
		return Arrays.stream(cpus).mapToObj(Integer::toString).collect(Collectors.joining(","));
	}

	@Override
	public void bind(long pid, int... cpus) {
		String taskset = prefix(cpus).get(0);
		try {
			Process process = ProcessStart
				.of(new ProcessBuilder(taskset, "-a", "-c", "-p", list(cpus), Long.toString(pid))
					.redirectErrorStream(true));
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			if (!process.waitFor(TASKSET_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new IllegalStateException(
						"taskset has not bound process %s after %s s".formatted(pid, TASKSET_SECONDS));
			}
			if (process.exitValue() != 0 && isAlive(pid)) {
				throw new IllegalArgumentException(
						"Process %s can't be bound to processors %s: %s".formatted(pid, list(cpus), output));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("taskset could not be run: " + ex, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean isAlive(long pid) {
		return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
	}

	@Override
	public OptionalInt running(long pid) {
		requireLinux();
		Path process = this.root.resolve("proc/" + pid);
		try {
			String command = Files.readString(process.resolve("comm")).strip();
			Path main = mainThread(process, command, pid);
			String stat = Files.readString(((main != null) ? main : process).resolve("stat"));
			// The name of the command is in parentheses and may have any character.
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			return OptionalInt.of(Integer.parseInt(fields[PROCESSOR].strip()));
		}
		catch (NoSuchFileException ex) {
			return OptionalInt.empty();
		}
		catch (IOException | RuntimeException ex) {
			if (!isAlive(pid)) {
				// It has ended while it was asked.
				return OptionalInt.empty();
			}
			throw new UnsupportedOperationException(
					"The system does not tell where process %s runs: %s".formatted(pid, ex), ex);
		}
	}

	/** The name of a thread's command, nothing if the thread has ended. */
	private static String command(Path thread) {
		try {
			return Files.readString(thread.resolve("comm")).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * The thread of Java's main method: the launcher makes a thread for it, which keeps
	 * the name of the command, unlike all others.
	 */
	private static @Nullable Path mainThread(Path process, String command, long pid) throws IOException {
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
			for (Path thread : threads) {
				if (!thread.getFileName().toString().equals(Long.toString(pid)) && command(thread).equals(command)) {
					return thread;
				}
			}
			return null;
		}
	}

}
