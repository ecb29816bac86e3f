package io.github.parallelpools.benchmarks.calls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;

/**
 * Counts the calls and classes that an empty task costs on the threads that submit and
 * run it, and prints a table.
 */
public final class CallCount {

	private static final String TIMEOUT_MILLIS = "60000";

	private CallCount() {
	}

	/**
	 * Counts and prints.
	 * @param arguments "methods" if each method is to be named, too
	 * @throws Exception if the program that is counted can't be run
	 */
	public static void main(String[] arguments) throws Exception {
		List<Section> sections = count();
		System.out.println(table(sections));
		if (List.of(arguments).contains("methods")) {
			sections.forEach((section) -> System.out.println(section.methods()));
		}
	}

	static String table(List<Section> sections) {
		StringBuilder table = new StringBuilder("""
				| an empty task | calls of ours | classes of ours | calls with the JDK's | classes with the JDK's |
				| --- | ---: | ---: | ---: | ---: |
				""");
		sections.forEach((section) -> table.append(section.rows()));
		return table.toString();
	}

	static List<Section> count() throws Exception {
		ListeningConnector connector = connector();
		Map<String, Connector.Argument> arguments = connector.defaultArguments();
		Map.of("localAddress", "127.0.0.1", "port", "0", "timeout", TIMEOUT_MILLIS)
			.forEach((name, value) -> Objects.requireNonNull(arguments.get(name), name).setValue(value));
		Process process = start(connector.startListening(arguments));
		try {
			VirtualMachine machine = accept(connector, arguments);
			return new Counting(machine).run();
		}
		finally {
			if (!process.waitFor(1, TimeUnit.MINUTES)) {
				process.destroyForcibly();
			}
		}
	}

	private static VirtualMachine accept(ListeningConnector connector, Map<String, Connector.Argument> arguments)
			throws IOException, IllegalConnectorArgumentsException {
		try {
			return connector.accept(arguments);
		}
		finally {
			connector.stopListening(arguments);
		}
	}

	private static ListeningConnector connector() {
		return Bootstrap.virtualMachineManager()
			.listeningConnectors()
			.stream()
			.filter((connector) -> connector.transport().name().equals("dt_socket"))
			.findFirst()
			.orElseThrow();
	}

	private static Process start(String address) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address="
				+ address.replaceFirst("^.*:", "127.0.0.1:"));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), CountedTasks.class.getName()));
		return new ProcessBuilder(command).inheritIO().start();
	}

}
