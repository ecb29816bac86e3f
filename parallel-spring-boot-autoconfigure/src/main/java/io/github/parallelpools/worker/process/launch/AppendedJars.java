package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the jars that agents have appended to the search of the system class loader,
 * which is told in no property. A jar without a manifest is not found.
 */
final class AppendedJars {

	private AppendedJars() {
	}

	/**
	 * Looks for jars that are searched beside those that are known.
	 * @param known the entries of the class path, and the places of modules
	 * @return the other jars, those that are named by the manifests of others among them
	 */
	static List<Path> find(Set<Path> known) {
		List<Path> found = new ArrayList<>();
		try {
			for (URL manifest : Collections.list(ClassLoader.getSystemResources("META-INF/MANIFEST.MF"))) {
				Path jar = jar(manifest);
				if (jar != null && !known.contains(jar)) {
					found.add(jar);
				}
			}
		}
		catch (IOException ex) {
			// The JVM can't look into its own class path: then nothing was appended.
			return found;
		}
		return found;
	}

	private static @Nullable Path jar(URL manifest) {
		try {
			return (manifest.getProtocol().equals("jar")
					&& manifest.openConnection() instanceof JarURLConnection connection
					&& connection.getJarFileURL().getProtocol().equals("file"))
							? Path.of(connection.getJarFileURL().toURI()) : null;
		}
		catch (IOException | URISyntaxException | IllegalArgumentException ex) {
			// What can't be told as a path can't be handed on.
			return null;
		}
	}

}
