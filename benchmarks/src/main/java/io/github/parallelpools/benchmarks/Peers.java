package io.github.parallelpools.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The peers in other languages: where they are, and which of them this machine has. */
final class Peers {

	static final Path PYTHON_PROGRAM = Path.of("peers/python/pools.py");

	/** The script "run" copies it there and installs its modules beside it. */
	static final Path NODE_PROGRAM = Path.of("target/node/pools.mjs");

	private static final Path NODE_MODULES = Path.of("target/node/node_modules");

	private static final Pattern VERSION = Pattern.compile("\"version\":\\s*\"([^\"]+)\"");

	private Peers() {
	}

	/** Why nothing of Python can be measured; {@code null} if it can. */
	static @Nullable String missingPython() {
		return (version("python3") != null) ? null : "python3 is missing";
	}

	/** Why nothing of Node can be measured; {@code null} if it can. */
	static @Nullable String missingNode() {
		if (version("node") == null) {
			return "node is missing";
		}
		return Files.isDirectory(NODE_MODULES.resolve("piscina")) ? null : "the modules of Node are missing";
	}

	/** Why nothing can be bound to a core; {@code null} if it can. */
	static @Nullable String missingTaskset() {
		return (version("taskset") != null) ? null : "taskset is missing";
	}

	/** The versions of what there is. */
	static String describe() {
		String python = (missingPython() != null) ? missingPython() : version("python3");
		String node = (missingNode() != null) ? missingNode() : "Node %s with piscina %s and workerpool %s"
			.formatted(version("node"), module("piscina"), module("workerpool"));
		return python + ", " + node;
	}

	private static @Nullable String version(String command) {
		try {
			Process process = new ProcessBuilder(command, "--version").redirectErrorStream(true).start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static String module(String name) {
		try {
			Matcher version = VERSION.matcher(Files.readString(NODE_MODULES.resolve(name).resolve("package.json")));
			return version.find() ? version.group(1) : "?";
		}
		catch (IOException ex) {
			return "?";
		}
	}

}
