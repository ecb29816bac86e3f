package io.github.parallelpools.pool;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a standalone task is made from: validated and immutable.
 *
 * @param id the task's id
 * @param name the task's name, by the rules for the names of pools; several tasks may
 * have the same
 * @param kind what it runs on
 * @param work its arguments and its lock
 * @param overtime what happens if it runs for too long; to replace it means to ignore
 * that
 * @param daemon whether the application may end without waiting for it
 * @param process how its process differs from the defaults
 * @param logging what becomes of its log, {@code null} for the default
 */
public record TaskSettings(String id, String name, WorkerKind kind, WorkSettings work, OvertimeSettings overtime,
		boolean daemon, Process process, @Nullable LoggingSettings logging) {

	private static final int VIRTUAL_SINCE = 21;

	public TaskSettings {
		if (id.isBlank()) {
			throw new InvalidSettingException("id", id, "Give the task an id, or leave it out.");
		}
		if (!PoolSettings.isName(name)) {
			throw new InvalidSettingException("name", name,
					"Use letters, digits, '-', '_' and '.' only, and begin with a letter or a digit.");
		}
		if (kind == WorkerKind.VIRTUAL && Runtime.version().feature() < VIRTUAL_SINCE) {
			throw new InvalidSettingException("kind", "virtual",
					"It needs Java 21 or newer, and this is Java %s. Use 'thread'."
						.formatted(Runtime.version().feature()));
		}
		if (kind != WorkerKind.PROCESS) {
			process.refuseWithout(kind);
		}
	}

	/**
	 * How a task's process differs from the defaults.
	 *
	 * @param maxHeap its heap's size in bytes, {@code null} for the default
	 * @param jvmArgs arguments behind the default ones
	 * @param environment variables added to the default ones
	 */
	public record Process(@Nullable Long maxHeap, List<String> jvmArgs, Map<String, String> environment) {

		public Process {
			jvmArgs = List.copyOf(jvmArgs);
			environment = Map.copyOf(environment);
		}

		private void refuseWithout(WorkerKind kind) {
			if (this.maxHeap != null) {
				throw withoutProcess(kind, "process.max-heap", this.maxHeap);
			}
			if (!this.jvmArgs.isEmpty()) {
				throw withoutProcess(kind, "process.jvm-args", this.jvmArgs);
			}
			if (!this.environment.isEmpty()) {
				throw withoutProcess(kind, "process.environment", this.environment.keySet());
			}
		}

		private static InvalidSettingException withoutProcess(WorkerKind kind, String property, Object value) {
			return new InvalidSettingException(property, value,
					"A task of the kind %s has no process of its own. Leave it out, or use the kind PROCESS."
						.formatted(kind));
		}

	}

	/**
	 * What messages call the task.
	 * @return its name and id
	 */
	public String title() {
		return "Task '%s' (%s)".formatted(this.name, this.id);
	}

}
