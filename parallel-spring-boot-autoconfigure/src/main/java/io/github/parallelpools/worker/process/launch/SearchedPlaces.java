package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import org.jspecify.annotations.Nullable;

/**
 * Finds where a class loader searches that has no list of it: the system's own one, to
 * which agents can append jars, and those that somebody has written. Asks it for what
 * most archives have, for directories, and for an entry of each archive that this process
 * has open, where the platform tells which those are. Does not know classes that come
 * from no file, nor a jar without a manifest on other platforms than Linux.
 */
final class SearchedPlaces {

	private static final String MANIFEST = JarFile.MANIFEST_NAME;

	private static final Path OPEN_FILES = Path.of("/proc/self/fd");

	private final ClassLoader loader;

	private final Set<Path> found = new LinkedHashSet<>();

	private @Nullable URL foreign;

	/**
	 * Looks for places.
	 * @param loader the loader to ask
	 * @param known files and directories that need not be looked for
	 */
	SearchedPlaces(ClassLoader loader, Set<Path> known) {
		this.loader = loader;
		find(MANIFEST);
		find("");
		try {
			findOpen(known);
		}
		catch (IOException ex) {
			System.getLogger(SearchedPlaces.class.getName())
				.log(System.Logger.Level.DEBUG, "Archives without a manifest may not be found", ex);
		}
		this.found.removeAll(known);
	}

	/** The places, those of the loader's parents among them, in the order of search. */
	Set<Path> found() {
		return this.found;
	}

	/** Something that the loader has and no other JVM can open. */
	@Nullable URL foreign() {
		return this.foreign;
	}

	private void find(String name) {
		for (URL url : resources(name)) {
			Path place = place(url, name);
			if (place != null) {
				this.found.add(place);
			}
			else if (!url.getProtocol().equals("jrt") && !url.toString().startsWith("jar:nested:")) {
				this.foreign = url;
			}
		}
	}

	/** An archive is searched if the loader finds in it what is in it. */
	private void findOpen(Set<Path> known) throws IOException {
		for (Path archive : openArchives()) {
			String entry = (known.contains(archive) || this.found.contains(archive)) ? null : anyEntry(archive);
			if (entry != null && resources(entry).stream().anyMatch((url) -> archive.equals(place(url, entry)))) {
				this.found.add(archive);
			}
		}
	}

	private List<URL> resources(String name) {
		try {
			return Collections.list(this.loader.getResources(name));
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			// A loader that can't tell has told nothing.
			return List.of();
		}
	}

	private static @Nullable Path place(URL url, String name) {
		try {
			if (url.getProtocol().equals("jar")) {
				return (url.openConnection() instanceof JarURLConnection connection
						&& connection.getJarFileURL().getProtocol().equals("file"))
								? Path.of(connection.getJarFileURL().toURI()) : null;
			}
			String text = url.toString();
			return (url.getProtocol().equals("file") && text.endsWith(name))
					? Path.of(URI.create(text.substring(0, text.length() - name.length()))) : null;
		}
		catch (IOException | URISyntaxException | IllegalArgumentException ex) {
			// What can't be told as a path can't be handed on.
			return null;
		}
	}

	/** Other files are not touched, as closing one takes this process' locks off it. */
	private static List<Path> openArchives() throws IOException {
		List<Path> archives = new ArrayList<>();
		if (Files.isDirectory(OPEN_FILES)) {
			try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN_FILES)) {
				for (Path one : all) {
					Path file = Files.isRegularFile(one) ? Files.readSymbolicLink(one) : one;
					String name = file.toString().toLowerCase(Locale.ROOT);
					if ((name.endsWith(".jar") || name.endsWith(".zip")) && Files.isRegularFile(file)) {
						archives.add(file);
					}
				}
			}
			catch (DirectoryIteratorException ex) {
				throw ex.getCause();
			}
		}
		return archives;
	}

	private static @Nullable String anyEntry(Path archive) {
		try (JarFile jar = new JarFile(archive.toFile(), false)) {
			return jar.stream()
				.filter((entry) -> !entry.isDirectory())
				.map(ZipEntry::getName)
				.filter((name) -> !name.equals(MANIFEST))
				.findFirst()
				.orElse(null);
		}
		catch (IOException | RuntimeException ex) {
			// What is no archive is searched by no loader.
			return null;
		}
	}

}
