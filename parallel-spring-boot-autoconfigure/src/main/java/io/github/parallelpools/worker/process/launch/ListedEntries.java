package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;

/**
 * Finds what archives name as {@code Class-Path} in their manifests, as a JVM does. Where
 * an archive is read from another place later, a JVM would look for that beside the other
 * place.
 */
final class ListedEntries {

	private ListedEntries() {
	}

	/**
	 * Adds what is named.
	 * @param entries files and directories
	 * @return the same, each archive followed by what it names, in the order in which a
	 * JVM looks
	 */
	static Set<Path> expand(Collection<Path> entries) {
		Set<Path> all = new LinkedHashSet<>();
		entries.forEach((entry) -> add(entry, all));
		return all;
	}

	private static void add(Path entry, Set<Path> all) {
		if (all.add(entry) && Files.isRegularFile(entry)) {
			listed(entry).stream().filter(Files::exists).forEach((one) -> add(one, all));
		}
	}

	private static List<Path> listed(Path archive) {
		List<Path> found = new ArrayList<>();
		try (JarFile jar = new JarFile(archive.toFile(), false)) {
			Manifest manifest = jar.getManifest();
			String list = (manifest != null) ? manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH) : null;
			URL base = archive.toUri().toURL();
			for (String one : (list != null) ? list.trim().split("\\s+") : new String[0]) {
				Path path = resolve(base, one);
				if (path != null) {
					found.add(path);
				}
			}
		}
		catch (IOException | SecurityException ex) {
			// What is no archive names nothing.
			return found;
		}
		return found;
	}

	/** What is no path is of no use to a JVM either. */
	private static @Nullable Path resolve(URL base, String relative) {
		try {
			URI found = new URL(base, relative).toURI();
			return "file".equals(found.getScheme()) ? Path.of(found) : null;
		}
		catch (MalformedURLException | URISyntaxException | IllegalArgumentException ex) {
			return null;
		}
	}

}
