package io.github.parallelpools.actuate.endpoint;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.task.TaskProgress;

/**
 * A run of a standalone task as the endpoint shows it. The names are a promise; more may
 * be added.
 *
 * @param id the task's id
 * @param name the task's name
 * @param kind what it runs on
 * @param state what it does
 * @param worker the worker that runs it
 * @param pid its process, absent if it has none of its own
 * @param progress how far it has come, absent if it has not told
 * @param runningMs for how long it has run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskDescription(String id, String name, String kind, String state, String worker, @Nullable Long pid,
		@Nullable Progress progress, long runningMs) {

	static TaskDescription of(TaskSnapshot task) {
		return new TaskDescription(task.id(), task.name(), task.kind().name().toLowerCase(Locale.ROOT),
				task.state().name(), task.worker(), task.pid(), Progress.of(task.progress()),
				task.running().toMillis());
	}

	/** How far a task has come. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Progress(double fraction, @Nullable String text) {

		static @Nullable Progress of(@Nullable TaskProgress progress) {
			return (progress != null) ? new Progress(progress.fraction(), progress.text()) : null;
		}

	}

}
