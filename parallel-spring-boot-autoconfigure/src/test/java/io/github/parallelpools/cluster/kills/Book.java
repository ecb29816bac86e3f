package io.github.parallelpools.cluster.kills;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an {@link Instance} has written, read on from where the last reader stopped. For
 * one thread. A last line without an end is one whose writer was killed, or writes.
 */
final class Book {

	private final Path path;

	private final List<Entry> entries = new ArrayList<>();

	private long read;

	Book(Path path) {
		this.path = path;
	}

	Path path() {
		return this.path;
	}

	private boolean isBegun() {
		return Files.exists(this.path);
	}

	Stream<Entry> entries() {
		if (isBegun()) {
			readOn();
		}
		return this.entries.stream();
	}

	private void readOn() {
		try (RandomAccessFile file = new RandomAccessFile(this.path.toFile(), "r")) {
			byte[] bytes = new byte[(int) (file.length() - this.read)];
			file.seek(this.read);
			file.readFully(bytes);
			int end = bytes.length;
			while (end > 0 && bytes[end - 1] != '\n') {
				end--;
			}
			this.read += end;
			new String(bytes, 0, end, StandardCharsets.UTF_8).lines()
				.map((line) -> line.split(" "))
				.forEach((parts) -> this.entries.add(new Entry(parts[0], parts[1], Long.parseLong(parts[2]))));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A line.
	 *
	 * @param word what has happened
	 * @param what to which task, token or node
	 * @param at when, in ms
	 */
	record Entry(String word, String what, long at) {
	}

}
