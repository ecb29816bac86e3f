package io.github.parallelpools.benchmarks.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Further instances of an application, which end with their input. */
final class Members implements AutoCloseable {

	/** What an instance prints once it works. */
	static final String READY = "ready";

	private final List<Process> processes = new ArrayList<>();

	private Members() {
	}

	/** Starts some, with the arguments of the one that measures. */
	static Members start(int count, String[] arguments) throws IOException {
		Members members = new Members();
		for (int i = 0; i < count; i++) {
			members.processes.add(launch(arguments));
		}
		for (Process process : members.processes) {
			awaitReady(process);
		}
		return members;
	}

	private static Process launch(String[] arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), ClusterTasks.class.getName()));
		command.addAll(List.of(arguments).subList(0, arguments.length - 1));
		command.add("member");
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	private static void awaitReady(Process process) throws IOException {
		BufferedReader output = process.inputReader();
		String line = output.readLine();
		while (line != null && !line.equals(READY)) {
			line = output.readLine();
		}
		if (line == null) {
			throw new IOException("An instance has ended before it worked");
		}
	}

	@Override
	public void close() throws IOException {
		for (Process process : this.processes) {
			process.getOutputStream().close();
		}
		this.processes.forEach((process) -> process.onExit().join());
	}

}
