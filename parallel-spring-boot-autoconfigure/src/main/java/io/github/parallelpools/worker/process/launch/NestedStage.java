package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/**
 * The first stage of a worker whose application lies nested in an archive, where the JVM
 * can't look. Opens exactly what the application's own loader has open, with the same
 * loader of Boot, which the archive brings along; so it does not matter by which launcher
 * and with which settings the application was started. Runs alone: uses the JDK only.
 */
public final class NestedStage {

	private NestedStage() {
	}

	/**
	 * Runs the main class that is named.
	 * @param args a file with the URLs to open, the main class, and its arguments
	 * @throws Throwable whatever the main class throws
	 */
	public static void main(String[] args) throws Throwable {
		Class.forName("org.springframework.boot.loader.net.protocol.Handlers").getMethod("register").invoke(null);
		List<String> lines = Files.readAllLines(Path.of(args[0]));
		URL[] urls = new URL[lines.size()];
		for (int i = 0; i < urls.length; i++) {
			urls[i] = new URL(lines.get(i));
		}
		ClassLoader loader = (ClassLoader) Class.forName("org.springframework.boot.loader.launch.LaunchedClassLoader")
			.getConstructor(boolean.class, URL[].class, ClassLoader.class)
			.newInstance(false, urls, ClassLoader.getSystemClassLoader());
		Thread.currentThread().setContextClassLoader(loader);
		loader.loadClass(args[1])
			.getMethod("main", String[].class)
			.invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
	}

	/**
	 * Puts this class into an archive of its own.
	 * @param jar the archive to make
	 * @return the archive
	 * @throws IOException if it can't be made
	 */
	static Path pack(Path jar) throws IOException {
		String name = NestedStage.class.getName().replace('.', '/') + ".class";
		try (InputStream own = NestedStage.class.getClassLoader().getResourceAsStream(name);
				JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
			if (own == null) {
				throw new IOException("The class " + NestedStage.class.getName() + " can't be read");
			}
			out.putNextEntry(new ZipEntry(name));
			own.transferTo(out);
			out.closeEntry();
		}
		return jar;
	}

}
