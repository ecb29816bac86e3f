package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;

/**
 * Work that lies in a directory, where threads and processes find it alike: a file for
 * each errand, whose name tells what is to be done.
 *
 * @param directory where the errands lie
 */
record Errands(String directory) {

	static Errands in(Path directory) {
		try {
			Files.createDirectories(directory.resolve("todo"));
			Files.createDirectories(directory.resolve("taken"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new Errands(directory.toString());
	}

	void add(String name) {
		try {
			Files.writeString(Path.of(this.directory, "todo", name), "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long left() {
		return names("todo").size();
	}

	List<String> taken() {
		return names("taken");
	}

	int looks() {
		try {
			Path file = Path.of(this.directory, "looks");
			return Files.exists(file) ? (int) Files.size(file) : 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<String> names(String where) {
		try (Stream<Path> files = Files.list(Path.of(this.directory, where))) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private @Nullable String take() throws IOException {
		Files.writeString(Path.of(this.directory, "looks"), ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		for (String name : names("todo")) {
			try {
				Files.move(Path.of(this.directory, "todo", name), Path.of(this.directory, "taken", name),
						StandardCopyOption.ATOMIC_MOVE);
				return name;
			}
			catch (NoSuchFileException ex) {
				// Somebody else was faster.
				continue;
			}
		}
		return null;
	}

	private String run(String name) throws InterruptedException {
		Gate gate = new Gate(this.directory);
		gate.arrive(name);
		if (name.startsWith("fail")) {
			throw new IllegalStateException("can't do " + name);
		}
		if (name.startsWith("gated")) {
			gate.awaitOpen();
		}
		if (name.startsWith("endless")) {
			Thread.sleep(Long.MAX_VALUE);
		}
		if (name.startsWith("exit")) {
			Runtime.getRuntime().halt(3);
		}
		return "did " + name;
	}

	/** Runs what it finds in the directory that its argument names. */
	public static final class Poller implements TaskPoller<String> {

		@Override
		public @Nullable String poll(TaskContext context) throws Exception {
			Errands errands = new Errands(context.args().get("directory"));
			String name = errands.take();
			if (Files.exists(Path.of(errands.directory(), "broken"))) {
				throw new IllegalStateException("The directory is broken");
			}
			return (name != null) ? errands.run(name) : null;
		}

	}

	/** Runs the errands whose names it is given. */
	public static final class Handler implements TaskHandler<Object, String> {

		@Override
		public String handle(Object item, TaskContext context) throws Exception {
			return new Errands(context.args().get("directory")).run(item.toString());
		}

	}

}
