package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files in the private directory that tell the JVM of a worker where the
 * application's classes are. Each start reads all of them.
 *
 * @param arguments the argument file, which names the others
 * @param others what else is needed
 */
record ClassFiles(Path arguments, List<Path> others) {

	/**
	 * Makes the files.
	 * @param directory where
	 * @param classPath what they tell
	 * @param name a name that is not in use there
	 * @throws IOException if one can't be made
	 */
	static ClassFiles write(PrivateDirectory directory, ClassPath classPath, String name) throws IOException {
		Path file = directory.path().resolve("class-path-" + name);
		ArgumentFile.write(file, classPath.arguments(directory.path(), name));
		return new ClassFiles(file, classPath.files(directory.path(), name));
	}

	/** Whether none was removed. */
	boolean areThere() {
		return Files.exists(this.arguments) && this.others.stream().allMatch(Files::exists);
	}

}
