package io.github.parallelpools.benchmarks.program;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.parallelpools.benchmarks.Effort;

/** The floor of a new worker: how long a JVM takes that only says that it is there. */
public final class BareJvm {

	/** As worker processes are started: for a fast start. */
	private static final List<String> FAST_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-XX:-UsePerfData");

	private BareJvm() {
	}

	static Process start(Class<?> program, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(FAST_START);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	public static void main(String[] arguments) throws Exception {
		Measured measured = new Measured();
		for (int i = 0; i < Effort.of(arguments).repeats(); i++) {
			long begin = System.nanoTime();
			Process process = start(Hello.class);
			process.getInputStream().read();
			measured.add(System.nanoTime() - begin);
			process.waitFor();
		}
		measured.printMillis("start");
	}

	static final class Hello {

		public static void main(String[] arguments) {
			System.out.write('!');
			System.out.flush();
		}

	}

}
