package io.github.parallelpools.worker.process.log;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LogMessage;

/**
 * Something that a worker process has logged or printed.
 *
 * @param pool the name of the worker's pool
 * @param worker the worker's id
 * @param pid its process id
 * @param message what
 */
public record WorkerLogEvent(String pool, String worker, long pid, LogMessage message) {

	/**
	 * What is noted about what the worker did: its own notes, and {@code pool},
	 * {@code worker}, {@code pid} and, while a task ran, {@code task}.
	 * @return the notes by key
	 */
	public Map<String, String> context() {
		Map<String, String> notes = new LinkedHashMap<>(this.message.context());
		notes.put("pool", this.pool);
		notes.put("worker", this.worker);
		notes.put("pid", String.valueOf(this.pid));
		@Nullable String taskId = this.message.source().taskId();
		if (taskId != null) {
			notes.put("task", taskId);
		}
		return notes;
	}

}
