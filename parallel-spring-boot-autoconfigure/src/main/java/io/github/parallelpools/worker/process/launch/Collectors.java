package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks whether arguments choose a garbage collector. A JVM refuses to start with two of
 * them, while of all other options the last one wins.
 */
final class Collectors {

	private static final Pattern CHOICE = Pattern.compile("-XX:[+-]Use\\w+GC\\b");

	private static final List<String> FILES = List.of("@", "-XX:Flags=", "-XX:VMOptionsFile=");

	private Collectors() {
	}

	/**
	 * Whether there is a choice.
	 * @param arguments arguments of a JVM
	 * @return whether they, or a file that they name, have an option for a collector
	 */
	static boolean isChosen(List<String> arguments) {
		return arguments.stream().anyMatch(Collectors::isChosen);
	}

	private static boolean isChosen(String argument) {
		for (String prefix : FILES) {
			if (argument.startsWith(prefix)) {
				return CHOICE.matcher(read(argument.substring(prefix.length()))).find();
			}
		}
		return CHOICE.matcher(argument).matches();
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException | IllegalArgumentException ex) {
			// The JVM says what is wrong with it.
			return "";
		}
	}

}
