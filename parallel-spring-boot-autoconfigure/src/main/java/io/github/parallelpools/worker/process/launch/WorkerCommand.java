package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.parallelpools.spi.MarkedProcesses;

/**
 * The command line and the environment of one worker process. Knows nothing of how it is
 * spawned, nor of what is in the files that it names.
 *
 * @param settings how processes are started
 * @param marked what the process and all that it starts are known by
 * @param crashReports the pattern of the file in which its JVM reports a crash
 * @param hidden arguments that no other user is to see
 * @param classes the file that names the application's classes
 * @param archives what its JVM is told of class-data archives
 */
record WorkerCommand(ProcessSettings settings, MarkedProcesses marked, String crashReports, PrivateArguments hidden,
		Path classes, List<String> archives) {

	/**
	 * Variables with which agents, debuggers and the application's logging would creep
	 * into the child.
	 */
	private static final List<String> WITHHELD = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS",
			"LOG4J_CONFIGURATION_FILE", "LOGGING_CONFIG");

	/**
	 * The process to be started.
	 * @param begun the file in which it notes what it has begun
	 * @param socket where it connects to
	 */
	ProcessBuilder process(Path begun, Path socket) {
		List<String> command = tools();
		command.addAll(jvm());
		command.addAll(List.of(begun.toString(), socket.toString()));
		return process(command);
	}

	/** A process that makes an archive for such workers, where others are more urgent. */
	ProcessBuilder archive() {
		List<String> command = new ArrayList<>(LinuxTool.IS_NICE.prefix());
		command.addAll(LinuxTool.DIES_WITH_PARENT.prefix());
		command.addAll(jvm());
		return process(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
	}

	private ProcessBuilder process(List<String> command) {
		ProcessBuilder process = new ProcessBuilder(command);
		Map<String, String> environment = process.environment();
		WITHHELD.forEach(environment::remove);
		environment.putAll(this.settings.environment());
		environment.put(MarkedProcesses.VARIABLE, this.marked.mark());
		return process;
	}

	private List<String> tools() {
		List<String> limits = this.marked.limit().map(LinuxTool.IS_MARKED_AND_WRITES_NO_CORE::prefix).orElse(List.of());
		List<String> tools = new ArrayList<>(limits.isEmpty() ? LinuxTool.WRITES_NO_CORE.prefix() : limits);
		tools.addAll(LinuxTool.WAKES_WITH_PARENTS_END.prefix());
		if (this.settings.commandPrefix().stream().noneMatch(WorkerCommand::isSetsid)) {
			tools.addAll(LinuxTool.HAS_ITS_OWN_GROUP.prefix());
		}
		return tools;
	}

	/** From within a session of its own it would start another process, and end. */
	private static boolean isSetsid(String word) {
		return word.equals("setsid") || word.endsWith("/setsid");
	}

	private List<String> jvm() {
		ProcessSettings.Jvm jvm = this.settings.jvm();
		// A prefix of the user sees the JVM's command only, and may change all before it.
		List<String> command = new ArrayList<>(this.settings.commandPrefix());
		command.add(java(jvm));
		List<String> options = JvmOptions.of(jvm, this.settings.environment());
		if (!Collectors.isChosen(options)) {
			command.add("-XX:+UseSerialGC");
		}
		command.addAll(FirstHeap.beside(options));
		command.addAll(List.of("-XX:-UsePerfData", "-Xmx" + jvm.maxHeap(), "-XX:+ExitOnOutOfMemoryError",
				"-XX:ErrorFile=" + this.crashReports, "-Djava.awt.headless=true"));
		if (!jvm.optimize()) {
			command.add("-XX:TieredStopAtLevel=1");
		}
		if (jvm.cpus() > 0) {
			command.add("-XX:ActiveProcessorCount=" + Math.min(jvm.cpus(), Runtime.getRuntime().availableProcessors()));
		}
		for (String stream : List.of("stdout", "stderr")) {
			command.add("-D" + stream + ".encoding=UTF-8");
			command.add("-Dsun." + stream + ".encoding=UTF-8");
		}
		if (this.settings.debugging() != null) {
			command.add(this.settings.debugging().option());
		}
		// Arguments of the user come later and win.
		command.addAll(this.archives);
		command.addAll(this.hidden.arguments());
		command.add("@" + this.classes);
		return command;
	}

	private static String java(ProcessSettings.Jvm jvm) {
		Path home = jvm.javaHome();
		return ((home != null) ? home : Path.of(System.getProperty("java.home")))
			.resolve("bin" + File.separator + "java")
			.toString();
	}

}
