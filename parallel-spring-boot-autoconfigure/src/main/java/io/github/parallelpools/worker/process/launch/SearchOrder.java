package io.github.parallelpools.worker.process.launch;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Asks a class loader and its parents where they look, in the order in which they do. A
 * plain {@link URLClassLoader} has its parents look first; one that somebody has derived,
 * as servlet containers do, is taken to look first itself. Does not know what a worker
 * makes of it.
 */
final class SearchOrder {

	private static final String SYSTEM_LOADER = "jdk.internal.loader.ClassLoaders$AppClassLoader";

	private static final String BOOT_LOADER = "org.springframework.boot.loader.launch.LaunchedClassLoader";

	private final Set<Path> entries = new LinkedHashSet<>();

	private final List<URL> boots = new ArrayList<>();

	private @Nullable ClassLoader unknown;

	SearchOrder(ClassLoader application) {
		add(application);
	}

	/** Files and directories, apart from those of Boot's loader. */
	Set<Path> entries() {
		return this.entries;
	}

	/** What Boot's loader has open. */
	List<URL> boots() {
		return this.boots;
	}

	/** A loader without a list, which may have classes that were not found. */
	@Nullable ClassLoader unknown() {
		return this.unknown;
	}

	private void add(@Nullable ClassLoader loader) {
		if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
			return;
		}
		boolean parentsFirst = loader.getClass() == URLClassLoader.class;
		if (parentsFirst) {
			add(loader.getParent());
		}
		addOwn(loader);
		if (!parentsFirst) {
			add(loader.getParent());
		}
	}

	private void addOwn(ClassLoader loader) {
		if (loader.getClass().getName().equals(SYSTEM_LOADER)) {
			Set<Path> listed = ListedEntries.expand(ClassPath.entries(System.getProperty("java.class.path", "")));
			this.entries.addAll(listed);
			Set<Path> known = new HashSet<>(listed);
			known.addAll(Modules.locations());
			this.entries.addAll(new SearchedPlaces(loader, known).found());
		}
		else if (loader instanceof URLClassLoader urls && urls.getURLs().length > 0) {
			boolean byBoot = isBoots(loader);
			for (URL url : urls.getURLs()) {
				if (byBoot) {
					this.boots.add(url);
				}
				else {
					this.entries.add(ClassPath.path(url));
				}
			}
		}
		else {
			SearchedPlaces places = new SearchedPlaces(loader, Modules.locations());
			if (places.foreign() != null) {
				// Refuses it.
				ClassPath.path(places.foreign());
			}
			this.entries.addAll(places.found());
			if (!(loader instanceof URLClassLoader)) {
				// One whose list is empty most likely has nothing beside its parents.
				this.unknown = loader;
			}
		}
	}

	private static boolean isBoots(ClassLoader loader) {
		for (Class<?> type = loader.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals(BOOT_LOADER)) {
				return true;
			}
		}
		return false;
	}

}
