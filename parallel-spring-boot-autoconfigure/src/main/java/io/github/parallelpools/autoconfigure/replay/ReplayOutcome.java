package io.github.parallelpools.autoconfigure.replay;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskResult;

/**
 * How a task ended that was run again.
 *
 * @param result the code, the error and the stack or the last output
 * @param value what it returned, {@code null} if it did not
 * @param crashReport what the JVM of the worker reported of its crash, {@code null} if it
 * did not
 */
public record ReplayOutcome(TaskResult result, @Nullable Object value, @Nullable String crashReport) {

	/**
	 * Whether the task returned.
	 * @return {@code true} for the code {@code 00000}
	 */
	public boolean isSuccess() {
		return this.result.isSuccess();
	}

	/**
	 * All of it, for people to read.
	 * @return several lines, without a line break at the end
	 */
	public String text() {
		StringBuilder text = new StringBuilder("The task ended with ").append(this.result.code())
			.append(" after ")
			.append(this.result.elapsed().toMillis())
			.append(" ms");
		add(text, "", this.result.message());
		String stack = this.result.stack();
		if (stack != null && !stack.equals(this.result.message())) {
			add(text, "", stack);
		}
		add(text, "The crash report of the JVM:\n", this.crashReport);
		return text.toString();
	}

	private static void add(StringBuilder text, String head, @Nullable String more) {
		if (more != null && !more.isBlank()) {
			text.append('\n').append(head).append(more.stripTrailing());
		}
	}

}
