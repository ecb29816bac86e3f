package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Java that the application runs on, as it was when the first process pool was made.
 * The JDK starts each process by a helper of its own. If an update has replaced that, or
 * removed it, no process starts any more, and the JDK blames the program to be started.
 */
final class OwnJava {

	private final Path home;

	private final Map<Path, Release.State> files = new LinkedHashMap<>();

	OwnJava(Path home) {
		this.home = home;
		for (String name : List.of("lib/jspawnhelper", "lib/modules", "bin/java")) {
			Path file = home.resolve(name);
			Release.State state = Release.State.of(file);
			if (state != null) {
				this.files.put(file, state);
			}
		}
	}

	static OwnJava now() {
		return new OwnJava(Path.of(System.getProperty("java.home")));
	}

	/**
	 * Says why no process could be started, if it is this.
	 * @param failure what the JDK says
	 * @return the same, or one that says more
	 */
	IOException explain(IOException failure) {
		boolean same = this.files.entrySet()
			.stream()
			.allMatch((file) -> file.getValue().equals(Release.State.of(file.getKey())));
		return same ? failure : new IOException(
				"%s. The application's Java in '%s' was replaced or removed while it runs. Start the application again; workers that are there go on"
					.formatted(failure.getMessage(), this.home),
				failure);
	}

}
