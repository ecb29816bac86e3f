package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * Where this process writes the number of the task that it begins, before it runs any
 * code of the task. It is a store into a page that the system keeps when the process
 * dies, so the application can tell afterwards whether a task that it had sent was begun.
 * Where the file can't be mapped, nothing is written, and each task counts as begun.
 */
final class BeginMark {

	private final @Nullable MappedByteBuffer page;

	private BeginMark(@Nullable MappedByteBuffer page) {
		this.page = page;
	}

	static BeginMark map(Path file) {
		BeginMark made = new BeginMark(page(file));
		made.begin(0);
		return made;
	}

	private static @Nullable MappedByteBuffer page(Path file) {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
		}
		catch (IOException | UnsupportedOperationException ex) {
			System.err.println("Tasks that this worker has not begun will be told to have been begun if it dies, "
					+ "as it can't map " + file + ": " + ex);
			return null;
		}
	}

	/** A task begins; 0 if none has begun yet. */
	void begin(long number) {
		MappedByteBuffer mapped = this.page;
		if (mapped != null) {
			mapped.putLong(0, number);
		}
	}

}
