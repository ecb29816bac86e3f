package io.github.parallelpools.worker.process.launch;

import java.util.HashSet;
import java.util.List;

/**
 * What is told of the end of one process: its exit code and what that means, who killed
 * it, where a crash report lies, and what it printed last. Made when the process starts,
 * as it remembers what the kernel had killed before.
 */
final class Epitaph {

	private final CrashReport crashReport;

	private final Output output;

	private final OomKills earlierKills = OomKills.now();

	Epitaph(CrashReport crashReport, Output output) {
		this.crashReport = crashReport;
		this.output = output;
	}

	/**
	 * The text.
	 * @param process the process that was started
	 * @param jvm the id of the worker's JVM, which may be another one
	 * @param killedHere whether the application has killed it
	 */
	String text(Process process, long jvm, boolean killedHere) {
		long pid = process.pid();
		StringBuilder text = new StringBuilder("process ").append(pid).append(" ended with ");
		text.append(process.isAlive() ? "no exit code: it is still there" : code(process, jvm, killedHere));
		this.crashReport.of(pid).ifPresent((path) -> text.append(CrashReport.WORDS).append(path));
		String tail = this.output.tail();
		text.append(tail.isEmpty() ? "; it printed nothing" : "; its last output:\n" + tail);
		return text.toString();
	}

	private String code(Process process, long jvm, boolean killedHere) {
		int code = process.exitValue();
		String text = ExitCode.explain(code, this.output.tail());
		if (!ExitCode.isKill(code)) {
			return text;
		}
		return text + ": " + (killedHere ? "the application killed it"
				: this.earlierKills.killerOf(new HashSet<>(List.of(process.pid(), jvm))));
	}

}
