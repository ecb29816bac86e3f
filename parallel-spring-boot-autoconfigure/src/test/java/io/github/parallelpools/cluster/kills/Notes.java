package io.github.parallelpools.cluster.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes into a {@link Book}, which several processes may do at once. A line is written
 * whole or, if its writer is killed, not at all.
 *
 * @param book where to
 */
record Notes(Path book) {

	void write(String word, String what) {
		try {
			Files.writeString(this.book, word + " " + what + " " + System.currentTimeMillis() + "\n",
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
