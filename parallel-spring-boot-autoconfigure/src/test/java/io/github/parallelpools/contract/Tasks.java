package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/** Tasks that run alike in threads and in processes: they meet the test in files. */
public final class Tasks {

	private Tasks() {
	}

	/** Marks that it runs, then waits until it is let go. */
	static TaskCallable<String> gated(Gate gate, String name) {
		return () -> {
			gate.arrive(name);
			gate.awaitOpen();
			return name;
		};
	}

	/** Waits for ever, and ends when it is interrupted. */
	static TaskCallable<String> endless(Gate gate, String name) {
		return () -> {
			gate.arrive(name);
			Thread.sleep(Long.MAX_VALUE);
			return name;
		};
	}

	/** Marks that it runs, then waits until it is let go, whoever interrupts it. */
	static TaskCallable<String> deaf(Gate gate, String name) {
		return () -> {
			gate.arrive(name);
			while (!gate.isOpen()) {
				try {
					Thread.sleep(2);
				}
				catch (InterruptedException ex) {
					// It does not listen.
					continue;
				}
			}
			return name;
		};
	}

	/** A door in a directory. */
	record Gate(String directory) implements java.io.Serializable {

		static Gate in(Path directory) {
			return new Gate(directory.toString());
		}

		void arrive(String name) {
			try {
				Files.writeString(Path.of(this.directory, "arrivals"), name + "\n", StandardOpenOption.CREATE,
						StandardOpenOption.APPEND);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		int arrivals() {
			try {
				Path file = Path.of(this.directory, "arrivals");
				return Files.exists(file) ? Files.readAllLines(file).size() : 0;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		void open() throws IOException {
			Files.writeString(Path.of(this.directory, "open"), "");
		}

		boolean isOpen() {
			return Files.exists(Path.of(this.directory, "open"));
		}

		void awaitOpen() throws InterruptedException {
			Path door = Path.of(this.directory, "open");
			while (!Files.exists(door)) {
				Thread.sleep(2);
			}
		}

	}

	/** Greets whoever is sent. */
	public static final class Greeter implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			if (item.equals("nobody")) {
				throw new IllegalArgumentException("Nobody is to be greeted");
			}
			return context.args().get("greeting") + " " + item + " from " + context.pool() + " " + context.attempt()
					+ " " + context.deadline().isPresent() + " " + context.isCancelled();
		}

	}

}
