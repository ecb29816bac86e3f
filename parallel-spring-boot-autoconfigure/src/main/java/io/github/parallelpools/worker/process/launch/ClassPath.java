package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * How a forked JVM finds the application's classes: where the application's own class
 * loaders find them, whatever has told those where to look. What is nested in other
 * archives, as in Boot's executable jars and wars, is opened by {@link NestedStage} with
 * Boot's own loader. Knows nothing of other arguments.
 *
 * @param entries files and directories for the JVM itself
 * @param nested the URLs that Boot's loader is to open, in the order of looking; empty if
 * there is nothing of that kind
 * @param modules arguments that make the application's modules known
 * @param main the main class, with its module if it has one
 */
record ClassPath(List<Path> entries, List<String> nested, List<String> modules, String main) {

	/** Boot's URL of what is nested in a file, or the JDK's of a whole one. */
	private static final Pattern NESTED = Pattern.compile("(jar:nested:|jar:file:)(.*?)(/?!.*)");

	/**
	 * Finds out what loads the application.
	 * @param application the application's class loader
	 * @param main the class that is to run in the fork
	 * @return the class path
	 * @throws InvalidSettingException if another JVM could not load the application
	 */
	static ClassPath of(ClassLoader application, Class<?> main) {
		SearchOrder order = new SearchOrder(application);
		Set<Path> entries = order.entries();
		List<URL> nested = order.boots();
		nested.stream().filter((url) -> !NESTED.matcher(url.toString()).matches()).forEach(ClassPath::path);
		if (order.unknown() != null) {
			requireKnown(main, entries, order.unknown());
		}
		entries.forEach(ClassPath::requireWritable);
		ClassPath found = isNested(nested) ? new ClassPath(List.copyOf(ListedEntries.expand(entries)),
				nested.stream().map(URL::toString).toList(), Modules.arguments(), main.getName())
				: flat(nested, entries, main);
		return found.pinned();
	}

	/** The same without links, which may lead to another release later. */
	private ClassPath pinned() {
		Map<Path, Path> real = new HashMap<>();
		for (Path path : paths()) {
			try {
				Path found = path.toRealPath();
				if (isWritable(found)) {
					real.put(path, found);
				}
			}
			catch (IOException ex) {
				// It is not there, or nobody may look at it; a JVM passes it over.
				continue;
			}
		}
		return with(real);
	}

	/** Archives whose jars were extracted need no loader but the JVM's own. */
	private static ClassPath flat(List<URL> first, Set<Path> others, Class<?> main) {
		Set<Path> all = new LinkedHashSet<>();
		first.forEach((url) -> all.add(path(url)));
		all.addAll(others);
		return new ClassPath(List.copyOf(ListedEntries.expand(all)), List.of(), Modules.arguments(),
				Modules.named(main));
	}

	/**
	 * A class path that is known.
	 * @param classPath as for {@code -cp}
	 * @param main the main class
	 * @return the class path
	 */
	static ClassPath of(String classPath, String main) {
		return new ClassPath(entries(classPath), List.of(), List.of(), main);
	}

	private static boolean isNested(List<URL> urls) {
		return urls.stream().anyMatch((url) -> url.getProtocol().equals("jar"));
	}

	/**
	 * Splits what stands behind {@code -cp}.
	 * @param classPath the text
	 * @return absolute paths
	 */
	static List<Path> entries(String classPath) {
		// To a JVM an empty entry is the working directory, but an empty path has none.
		return classPath.isEmpty() ? List.of()
				: Arrays.stream(classPath.split(File.pathSeparator, -1)).map(AbsolutePath::of).toList();
	}

	/**
	 * The file or directory that a class loader looks into.
	 * @param url as the loader has it
	 * @return the path
	 * @throws InvalidSettingException if another JVM can't look there
	 */
	static Path path(URL url) {
		try {
			if (url.getProtocol().equals("file")) {
				return Path.of(url.toURI()).toAbsolutePath();
			}
			if (url.toString().startsWith("jar:file:") && url.toString().endsWith("!/")) {
				return container(url.toString());
			}
		}
		catch (URISyntaxException | IllegalArgumentException ex) {
			// Paths are not always encoded in URLs as they should be.
			return Path.of(url.getPath()).toAbsolutePath();
		}
		throw refused("no other JVM can load classes from '%s', from which the application's are loaded".formatted(url),
				url.getProtocol().equals("war")
						? "Have the container unpack the war ('unpackWARs' of a host in Tomcat)."
						: "Unpack it, so that the application is loaded from files and directories.");
	}

	private static void requireKnown(Class<?> main, Set<Path> entries, ClassLoader unknown) {
		CodeSource source = main.getProtectionDomain().getCodeSource();
		URL location = (source != null) ? source.getLocation() : null;
		if (location == null || !location.getProtocol().equals("file") || !entries.contains(path(location))) {
			throw refused(
					"the class loader %s does not tell where it finds the application's classes"
						.formatted(unknown.getClass().getName()),
					"Start the application from files and directories on a class path.");
		}
	}

	private static boolean isWritable(Path entry) {
		return !entry.toString().contains(File.pathSeparator) && ArgumentFile.canWrite(entry.toString());
	}

	/** What no class path can name is known at the start already. */
	private static void requireWritable(Path entry) {
		if (entry.toString().contains(File.pathSeparator)) {
			throw refused(
					"'%s' can't stand on a class path, which is separated by '%s'".formatted(entry, File.pathSeparator),
					"Give it another name.");
		}
		if (!ArgumentFile.canWrite(entry.toString())) {
			throw refused("'%s' can't be told to a JVM in the encoding of this platform".formatted(entry),
					"Start the application with a locale such as LANG=C.UTF-8.");
		}
	}

	private static InvalidSettingException refused(String reason, String remedy) {
		return new InvalidSettingException("kind", "process",
				"A worker process could not load the application: %s. %s Or use 'kind: thread'.".formatted(reason,
						remedy));
	}

	/**
	 * All files and directories that classes are loaded from.
	 * @return the paths, those of archives in which others are nested among them
	 */
	Set<Path> paths() {
		Set<Path> paths = new LinkedHashSet<>(this.entries);
		this.nested.forEach((url) -> paths.add(container(url)));
		return paths;
	}

	/**
	 * The same class path where some files are elsewhere.
	 * @param moved from where they were to where they are
	 * @return a class path
	 */
	ClassPath with(Map<Path, Path> moved) {
		return new ClassPath(this.entries.stream().map((entry) -> moved.getOrDefault(entry, entry)).distinct().toList(),
				this.nested.stream().map((url) -> with(moved, url)).toList(), this.modules, this.main);
	}

	private static String with(Map<Path, Path> moved, String url) {
		Path container = container(url);
		Path now = moved.get(container);
		if (now == null) {
			return url;
		}
		Matcher matcher = NESTED.matcher(url);
		// As Boot has it in its own, since the path ends with this character.
		return matcher.matches() ? matcher.group(1) + now.toUri().getRawPath().replace("!", "%21") + matcher.group(3)
				: now.toUri().toString();
	}

	/** The file in which an URL looks. */
	private static Path container(String url) {
		Matcher matcher = NESTED.matcher(url);
		String path = matcher.matches() ? matcher.group(2) : url.substring(url.indexOf(':') + 1);
		return Path.of(URI.create("file:" + path));
	}

	/**
	 * The JVM's arguments up to the main class.
	 * @param directory where files for the worker processes may be made
	 * @param name a name for these files that is not in use there
	 * @return the arguments
	 * @throws IOException if such a file can't be made
	 */
	List<String> arguments(Path directory, String name) throws IOException {
		List<String> arguments = new ArrayList<>(this.modules);
		if (this.nested.isEmpty()) {
			addClassPath(arguments, this.entries);
			arguments.addAll(this.main.contains("/") ? List.of("-m", this.main) : List.of(this.main));
			return arguments;
		}
		List<Path> all = new ArrayList<>();
		all.add(NestedStage.pack(stage(directory, name)));
		all.addAll(this.entries);
		addClassPath(arguments, all);
		Path list = Files.write(list(directory, name), this.nested);
		arguments.addAll(List.of(NestedStage.class.getName(), list.toString(), this.main));
		return arguments;
	}

	/**
	 * The files that {@link #arguments} makes.
	 * @param directory where files for the worker processes may be made
	 * @param name a name for these files
	 * @return the files, none if all can be told by arguments
	 */
	List<Path> files(Path directory, String name) {
		return this.nested.isEmpty() ? List.of() : List.of(stage(directory, name), list(directory, name));
	}

	private static Path stage(Path directory, String name) {
		return directory.resolve("stage-" + name + ".jar");
	}

	private static Path list(Path directory, String name) {
		return directory.resolve("nested-" + name);
	}

	private static void addClassPath(List<String> arguments, List<Path> entries) {
		if (!entries.isEmpty()) {
			arguments.add("-cp");
			arguments.add(entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
		}
	}

}
