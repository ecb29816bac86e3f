package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What users have a worker's JVM started with, wherever that is written: in arguments, in
 * variables, and in the files that those name. Knows nothing of what the options mean.
 */
final class JvmOptions {

	private static final String FLAGS = "-XX:Flags=";

	private static final String OPTIONS = "-XX:VMOptionsFile=";

	private JvmOptions() {
	}

	/**
	 * All options.
	 * @param jvm the JVM's settings
	 * @param environment the variables that are set for it
	 * @return the options and the size of the heap that is set beside them, in the order
	 * in which the JVM takes them: the last one wins
	 */
	static List<String> of(ProcessSettings.Jvm jvm, Map<String, String> environment) {
		List<String> all = new ArrayList<>();
		all.addAll(variable(environment, "JAVA_TOOL_OPTIONS"));
		all.addAll(expanded(variable(environment, "JDK_JAVA_OPTIONS")));
		all.add("-Xmx" + jvm.maxHeap());
		all.addAll(expanded(jvm.args()));
		all.addAll(variable(environment, "_JAVA_OPTIONS"));
		List<String> resolved = new ArrayList<>();
		all.stream().filter((option) -> option.startsWith(FLAGS)).forEach((option) -> addFlags(option, resolved));
		all.forEach((option) -> addOption(option, resolved));
		return resolved;
	}

	private static List<String> variable(Map<String, String> environment, String name) {
		return OptionText.ofVariable(environment.getOrDefault(name, ""));
	}

	/** Such a file has flags without the beginning that they have as options. */
	private static void addFlags(String option, List<String> resolved) {
		List<String> flags = read(option.substring(FLAGS.length()));
		if (flags != null) {
			flags.forEach((flag) -> resolved.add("-XX:" + flag));
		}
	}

	private static void addOption(String option, List<String> resolved) {
		List<String> named = option.startsWith(OPTIONS) ? read(option.substring(OPTIONS.length())) : null;
		resolved.addAll((named != null) ? named : List.of(option));
	}

	/**
	 * Arguments with those in the place of argument files that stand in the files, as
	 * such a file can't name another one.
	 * @param arguments arguments
	 * @return the arguments; files that can't be read are still named
	 */
	static List<String> expanded(List<String> arguments) {
		return arguments.stream().flatMap(JvmOptions::expanded).toList();
	}

	private static Stream<String> expanded(String argument) {
		List<String> read = (argument.startsWith("@") && !argument.startsWith("@@")) ? read(argument.substring(1))
				: null;
		return (read != null) ? read.stream() : Stream.of(argument);
	}

	/** What stands in a file; nothing if the JVM is to say what is wrong with it. */
	private static @Nullable List<String> read(String file) {
		try {
			return OptionText.ofFile(ArgumentFile.read(AbsolutePath.of(file)));
		}
		catch (IOException | IllegalArgumentException ex) {
			return null;
		}
	}

}
