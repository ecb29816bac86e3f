package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The modules that an application was started with, if it was started with any. */
final class Modules {

	private Modules() {
	}

	/** The arguments that make the same modules known and resolve the same root. */
	static List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		add(arguments, "--module-path", absolute(System.getProperty("jdk.module.path", "")));
		add(arguments, "--upgrade-module-path", absolute(System.getProperty("jdk.module.upgrade.path", "")));
		add(arguments, "--add-modules", System.getProperty("jdk.module.main", ""));
		return arguments;
	}

	private static void add(List<String> arguments, String option, String value) {
		if (!value.isEmpty()) {
			arguments.add(option);
			arguments.add(value);
		}
	}

	private static String absolute(String paths) {
		return Arrays.stream(paths.split(File.pathSeparator))
			.filter((path) -> !path.isEmpty())
			.map((path) -> Path.of(path).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** The name by which a JVM finds a main class, with its module if it has one. */
	static String named(Class<?> main) {
		Module module = main.getModule();
		return module.isNamed() ? module.getName() + "/" + main.getName() : main.getName();
	}

}
