package io.github.parallelpools.benchmarks.calls;

import java.util.Locale;

/**
 * What a task costs in one situation.
 *
 * @param situation which one
 * @param submitter in the thread that submits it
 * @param worker in the thread that runs it
 */
record Section(String situation, Cost submitter, Cost worker) {

	String rows() {
		return row("its submitter", this.submitter) + row("its worker", this.worker)
				+ row("together", this.submitter.with(this.worker));
	}

	private String row(String where, Cost cost) {
		return String.format(Locale.ROOT, "| %s, %s | %d | %d | %d | %d |%n", this.situation, where,
				cost.ours().calls(), cost.ours().classes(), cost.all().calls(), cost.all().classes());
	}

	/** Each method, in the order in which they were entered. */
	String methods() {
		StringBuilder text = new StringBuilder();
		text.append(this.situation).append(", its submitter\n");
		this.submitter.calls().forEach((call) -> text.append("    ").append(call).append('\n'));
		text.append(this.situation).append(", its worker\n");
		this.worker.calls().forEach((call) -> text.append("    ").append(call).append('\n'));
		return text.toString();
	}

}
