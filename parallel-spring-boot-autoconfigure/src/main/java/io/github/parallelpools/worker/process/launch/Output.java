package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What a worker process prints: every line goes to its session, and the last ones are
 * kept for the message that tells of its death. Whatever it prints, little is held in
 * memory. Does not know where the lines end.
 */
final class Output {

	private static final int LONGEST_LINE = 4096;

	private static final int KEPT_LINES = 20;

	/** How long the last output of a process that has ended may take. */
	private static final long LAST_OUTPUT_MILLIS = 500;

	private static final System.Logger logger = System.getLogger(Output.class.getName());

	private final String worker;

	private final Consumer<String> printed;

	private final Reader in;

	private final Thread reader;

	/** Guarded by this. */
	private final Deque<String> tail = new ArrayDeque<>();

	private Output(String worker, InputStream in, Consumer<String> printed) {
		this.worker = worker;
		this.printed = printed;
		this.in = new InputStreamReader(in, StandardCharsets.UTF_8);
		this.reader = new Thread(null, this::read, "parallel-output-" + worker, 0, false);
		this.reader.setDaemon(true);
	}

	static Output of(String worker, InputStream in, Consumer<String> printed) {
		Output output = new Output(worker, in, printed);
		output.reader.start();
		return output;
	}

	private void read() {
		StringBuilder line = new StringBuilder();
		char[] buffer = new char[8192];
		try (this.in) {
			for (int count; (count = this.in.read(buffer)) >= 0;) {
				for (int i = 0; i < count; i++) {
					add(line, buffer[i]);
				}
			}
		}
		catch (IOException ex) {
			// The process has ended and its streams are closed.
			logger.log(System.Logger.Level.TRACE, "The output of worker " + this.worker + " has ended", ex);
		}
		end(line);
	}

	private void add(StringBuilder line, char character) {
		if (character == '\n' || line.length() >= LONGEST_LINE) {
			end(line);
		}
		if (character != '\n' && character != '\r') {
			line.append(character);
		}
	}

	private void end(StringBuilder line) {
		if (line.isEmpty()) {
			return;
		}
		String text = line.toString();
		line.setLength(0);
		synchronized (this) {
			if (this.tail.size() == KEPT_LINES) {
				this.tail.remove();
			}
			this.tail.add(text);
		}
		this.printed.accept(text);
	}

	/** Waits for the last output of a process that has ended. */
	void end() {
		try {
			this.reader.join(LAST_OUTPUT_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	synchronized String tail() {
		return String.join("\n", this.tail);
	}

}
