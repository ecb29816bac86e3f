package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a forked JVM finds the application's classes. Boot's executable jar, whose nested
 * jars a plain class path can't see, is opened with Boot's own launcher; everything else
 * (exploded classes, an extracted jar, devtools) stands on the class path.
 *
 * @param arguments the JVM's arguments up to the main class
 */
record ClassPath(List<String> arguments) {

	private static final String NESTED_LOADER = "org.springframework.boot.loader.launch.LaunchedClassLoader";

	private static final String NESTED_LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	static ClassPath of(ClassLoader application, String mainClass) {
		String classPath = absolute(System.getProperty("java.class.path"));
		if (isNested(application)) {
			return new ClassPath(List.of("-cp", classPath, "-Dloader.main=" + mainClass, NESTED_LAUNCHER));
		}
		return of(classPath, mainClass);
	}

	static ClassPath of(String classPath, String mainClass) {
		return new ClassPath(List.of("-cp", classPath, mainClass));
	}

	private static boolean isNested(ClassLoader application) {
		for (ClassLoader loader = application; loader != null; loader = loader.getParent()) {
			if (loader.getClass().getName().equals(NESTED_LOADER)) {
				return true;
			}
		}
		return false;
	}

	private static String absolute(String classPath) {
		return Arrays.stream(classPath.split(File.pathSeparator))
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** The lines of an argument file: quoted, as the paths may hold blanks. */
	List<String> lines() {
		List<String> lines = new ArrayList<>();
		for (String argument : this.arguments) {
			lines.add(quoted(argument));
		}
		return lines;
	}

	private static String quoted(String argument) {
		String escaped = argument.replace("\\", "\\\\").replace("\"", "\\\"");
		return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"';
	}

}
