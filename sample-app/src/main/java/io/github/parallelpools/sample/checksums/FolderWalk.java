package io.github.parallelpools.sample.checksums;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/**
 * Finds the files of a folder and of those in it; passes over folders it may not read.
 */
final class FolderWalk extends SimpleFileVisitor<Path> {

	private final Consumer<Path> found;

	private FolderWalk(Consumer<Path> found) {
		this.found = found;
	}

	static void walk(Path folder, Consumer<Path> found) throws IOException {
		// A link is resolved here, and nowhere below, so that there are no circles
		Files.walkFileTree(folder.toRealPath(), new FolderWalk(found));
	}

	@Override
	public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
		if (attributes.isRegularFile()) {
			this.found.accept(file);
		}
		return FileVisitResult.CONTINUE;
	}

	@Override
	public FileVisitResult visitFileFailed(Path file, IOException ex) {
		return FileVisitResult.CONTINUE;
	}

	@Override
	public FileVisitResult postVisitDirectory(Path folder, IOException ex) {
		return FileVisitResult.CONTINUE;
	}

}
