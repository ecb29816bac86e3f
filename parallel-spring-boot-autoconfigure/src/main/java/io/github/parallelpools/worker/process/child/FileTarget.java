package io.github.parallelpools.worker.process.child;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.WorkerPlaceholders;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LogSetup;

/**
 * Appends the log to a file, each message in one piece, so that workers may share a file.
 * What can't be written is told where the process prints. The stream is of the kind that
 * an interrupt does not close.
 */
final class FileTarget implements LogTarget {

	/** The words of a pattern that tell the place in the program, which costs time. */
	private static final Pattern CALLER = Pattern.compile("%[-.0-9]*(file|F|method|M|line|L|class|C|caller)\\b");

	private final Path file;

	private final OutputStream out;

	private final LogSetup setup;

	private final WorkerPlaceholders worker;

	private final ClassLoader classLoader;

	private final boolean callers;

	// Guarded by this.

	private @Nullable LineFormat format;

	private boolean broken;

	private FileTarget(Path file, LogSetup setup, WorkerPlaceholders worker, ClassLoader classLoader)
			throws IOException {
		this.file = file;
		this.setup = setup;
		this.worker = worker;
		this.classLoader = classLoader;
		this.callers = CALLER.matcher(setup.pattern()).find();
		this.out = new FileOutputStream(file.toFile(), true);
	}

	static FileTarget open(LogSetup setup, WorkerPlaceholders worker, ClassLoader classLoader)
			throws WorkerStartException {
		Path file = Path.of(worker.replace(setup.file())).toAbsolutePath();
		try {
			Files.createDirectories(file.getParent());
			return new FileTarget(file, setup, worker, classLoader);
		}
		catch (IOException ex) {
			throw new WorkerStartException(
					"its log file %s can't be opened, change 'logging.file': %s".formatted(file, ex), ex);
		}
	}

	boolean wantsCallers() {
		return this.callers;
	}

	@Override
	public synchronized void log(LogMessage message) {
		try {
			this.out.write(format().format(message).getBytes(StandardCharsets.UTF_8));
			this.broken = false;
		}
		catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError ex) {
			if (!this.broken) {
				this.broken = true;
				System.err.println("The log file " + this.file + " can't be written: " + ErrorText.of(ex).stack());
			}
		}
	}

	private LineFormat format() throws ReflectiveOperationException {
		LineFormat known = this.format;
		if (known == null) {
			known = Class.forName(String.valueOf(this.setup.formatClass()), true, this.classLoader)
				.asSubclass(LineFormat.class)
				.getConstructor(String.class, WorkerPlaceholders.class)
				.newInstance(this.setup.pattern(), this.worker);
			this.format = known;
		}
		return known;
	}

}
