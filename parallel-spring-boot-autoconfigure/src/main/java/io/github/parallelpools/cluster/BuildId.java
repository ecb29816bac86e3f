package io.github.parallelpools.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Tells one build of the application from another: a lambda's name means another body in
 * another build. Computed from the checksums of all that is on the class path, wherever
 * that lies.
 */
public final class BuildId {

	private BuildId() {
	}

	/**
	 * The build of this JVM's class path.
	 * @return a few letters and digits, the same for the same jars and classes
	 */
	public static String ofClassPath() {
		CRC32 sum = new CRC32();
		long size = 0;
		for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
			size += add(sum, Path.of(entry));
		}
		return Long.toString(sum.getValue(), Character.MAX_RADIX) + "-" + Long.toString(size, Character.MAX_RADIX);
	}

	private static long add(CRC32 sum, Path entry) {
		try {
			return Files.isDirectory(entry) ? addDirectory(sum, entry)
					: Files.isRegularFile(entry) ? addJar(sum, entry) : 0;
		}
		catch (IOException | UncheckedIOException ex) {
			// What can't be read here can't be loaded either.
			return 0;
		}
	}

	private static long addDirectory(CRC32 sum, Path directory) throws IOException {
		List<Path> files;
		try (Stream<Path> all = Files.walk(directory)) {
			files = all.filter((file) -> file.toString().endsWith(".class")).sorted().toList();
		}
		for (Path file : files) {
			sum.update(directory.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
			sum.update(Files.readAllBytes(file));
		}
		return files.size();
	}

	/** A jar has the checksums of its entries. */
	private static long addJar(CRC32 sum, Path jar) throws IOException {
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			zip.stream()
				.filter((entry) -> !entry.isDirectory())
				.sorted((one, other) -> one.getName().compareTo(other.getName()))
				.forEach((entry) -> sum.update((entry.getName() + crc(entry)).getBytes(StandardCharsets.UTF_8)));
			return zip.size();
		}
	}

	private static String crc(ZipEntry entry) {
		return " " + entry.getCrc() + " " + entry.getSize();
	}

}
