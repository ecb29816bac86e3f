package io.github.parallelpools.actuate.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Parallel;

/**
 * What can be done to a standalone task that runs. None of it waits.
 */
enum TaskAction {

	PAUSE, RESUME, STOP, FORCE_STOP;

	/**
	 * The action that is called so.
	 * @param name its name in lower case, as in {@code force-stop}
	 * @return the action
	 * @throws BadRequestException if there is none
	 */
	static TaskAction of(@Nullable String name) {
		return Arrays.stream(values())
			.filter((action) -> action.text().equals(name))
			.findFirst()
			.orElseThrow(() -> new BadRequestException(
					((name != null) ? "'action' can't be '%s'.".formatted(name) : "'action' is missing.")
							+ " For a standalone task use one of: %s.".formatted(
									Arrays.stream(values()).map(TaskAction::text).collect(Collectors.joining(", ")))));
	}

	/**
	 * Has a standalone task of the cluster do it, whichever instance executes it.
	 * @param view knows the cluster
	 * @param task the task's name
	 * @param by who wants it
	 * @return what is wanted now
	 * @throws NotFoundException if nobody executes such a task
	 */
	Ordered order(ClusterView view, String task, String by) {
		if (!view.operateTask(task, text(), by)) {
			List<String> others = view.describe().tasks().stream().map(ClusterDescription.Task::name).toList();
			throw new NotFoundException(
					"No instance executes a standalone task '%s' of the cluster. %s".formatted(task, others.isEmpty()
							? "There is none at present." : "There are: %s.".formatted(String.join(", ", others))));
		}
		return new Ordered(task, text());
	}

	/**
	 * What operators have asked for.
	 *
	 * @param task the name of a standalone task of the cluster
	 * @param wanted what it is to do
	 */
	record Ordered(String task, String wanted) {
	}

	private String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Does it.
	 * @param parallel where tasks may run
	 * @param task the task's id
	 * @throws BadRequestException if the task is missing
	 * @throws NotFoundException if no such task runs
	 */
	void apply(List<Parallel> parallel, @Nullable String task) {
		if (task == null || task.isBlank()) {
			throw new BadRequestException(
					"'task' is missing. Write the id of a standalone task; GET the pools to see them as 'tasks'.");
		}
		if (parallel.stream().filter((one) -> applied(one, task)).count() == 0) {
			throw new NotFoundException(
					"No standalone task runs with the id '%s'. GET the pools to see those that do as 'tasks'."
						.formatted(task));
		}
	}

	private boolean applied(Parallel parallel, String task) {
		return switch (this) {
			case PAUSE -> parallel.pauseTask(task);
			case RESUME -> parallel.resumeTask(task);
			case STOP -> parallel.stopTask(task);
			case FORCE_STOP -> parallel.forceStopTask(task);
		};
	}

}
