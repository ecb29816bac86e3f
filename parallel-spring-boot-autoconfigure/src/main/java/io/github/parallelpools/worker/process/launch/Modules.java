package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.io.IOException;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** The modules that an application was started with, if it was started with any. */
final class Modules {

	private Modules() {
	}

	/** The arguments that make the same modules known and resolve the same ones. */
	static List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		add(arguments, "--module-path", absolute(System.getProperty("jdk.module.path", "")));
		add(arguments, "--upgrade-module-path", absolute(System.getProperty("jdk.module.upgrade.path", "")));
		add(arguments, "--add-modules", application().map(ResolvedModule::name).collect(Collectors.joining(",")));
		return arguments;
	}

	/** The modules that the application brought along, whatever had the JVM take them. */
	private static Stream<ResolvedModule> application() {
		return ModuleLayer.boot().configuration().modules().stream().filter((module) -> location(module) != null);
	}

	private static @Nullable Path location(ResolvedModule module) {
		URI location = module.reference().location().orElse(null);
		return (location != null && "file".equals(location.getScheme())) ? Path.of(location) : null;
	}

	/** The files and directories of the application's modules. */
	static Set<Path> locations() {
		Set<Path> locations = new HashSet<>();
		application().forEach((module) -> locations.add(location(module)));
		return locations;
	}

	private static void add(List<String> arguments, String option, String value) {
		if (!value.isEmpty()) {
			arguments.add(option);
			arguments.add(value);
		}
	}

	private static String absolute(String paths) {
		return paths(paths).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
	}

	private static Stream<Path> paths(String paths) {
		return Arrays.stream(paths.split(File.pathSeparator))
			.filter((path) -> !path.isEmpty())
			.map((path) -> real(AbsolutePath.of(path)));
	}

	/** Without links, which may lead to another release later. */
	private static Path real(Path path) {
		try {
			return path.toRealPath();
		}
		catch (IOException ex) {
			// A JVM passes over what is not there.
			return path;
		}
	}

	/** The archives on the application's module path. */
	static List<Path> archives() {
		return archives(System.getProperty("jdk.module.path", ""));
	}

	static List<Path> archives(String modulePath) {
		List<Path> archives = new ArrayList<>();
		paths(modulePath).forEach((path) -> {
			if (Files.isDirectory(path)) {
				try (DirectoryStream<Path> jars = Files.newDirectoryStream(path, "*.jar")) {
					jars.forEach(archives::add);
				}
				catch (IOException | DirectoryIteratorException ex) {
					// The JVM has found modules there, if there are any.
					return;
				}
			}
			else {
				archives.add(path);
			}
		});
		return archives;
	}

	/** The name by which a JVM finds a main class, with its module if it has one. */
	static String named(Class<?> main) {
		Module module = main.getModule();
		return module.isNamed() ? module.getName() + "/" + main.getName() : main.getName();
	}

}
