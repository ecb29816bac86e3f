package io.github.parallelpools.engine.standalone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.TaskScope;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCallback;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

/**
 * Collects what a standalone task is made from. What is impossible is refused when the
 * task is made.
 *
 * @param <I> the type of the argument
 * @param <O> the type of the result
 */
final class TaskBuilder<I extends @Nullable Object, O extends @Nullable Object> implements ParallelTask.Builder<I, O> {

	private static final String NAMELESS = "task";

	private final StandaloneTasks tasks;

	private final TaskRecipe<I, O> recipe;

	private final List<TaskListener> listeners = new ArrayList<>();

	private final List<String> jvmArgs = new ArrayList<>();

	private final Map<String, String> environment = new LinkedHashMap<>();

	private @Nullable String id;

	private @Nullable String name;

	private TaskScope scope = TaskScope.LOCAL;

	private WorkerKind kind = WorkerKind.THREAD;

	private @Nullable I argument;

	private Map<String, String> args = Map.of();

	private boolean autoStart;

	private boolean daemon;

	private Duration overtime = Duration.ZERO;

	private OvertimePolicy policy = OvertimePolicy.IGNORE;

	private Duration slowAfter = Duration.ZERO;

	private @Nullable String lock;

	private @Nullable LoggingSettings logging;

	private @Nullable Long maxHeap;

	TaskBuilder(StandaloneTasks tasks, TaskRecipe<I, O> recipe) {
		this.tasks = tasks;
		this.recipe = recipe;
	}

	@Override
	public TaskBuilder<I, O> id(String given) {
		this.id = Objects.requireNonNull(given, "An id can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> name(String given) {
		this.name = Objects.requireNonNull(given, "A name can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> scope(TaskScope given) {
		this.scope = Objects.requireNonNull(given, "A scope can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> kind(WorkerKind given) {
		this.kind = Objects.requireNonNull(given, "A kind can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> argument(I given) {
		this.argument = given;
		return this;
	}

	@Override
	public TaskBuilder<I, O> args(Map<String, String> given) {
		this.args = Map.copyOf(given);
		return this;
	}

	@Override
	public TaskBuilder<I, O> callback(TaskListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "A callback can't be null"));
		return this;
	}

	@Override
	public TaskBuilder<I, O> callback(TaskCallback<? super O> callback) {
		Objects.requireNonNull(callback, "A callback can't be null");
		return callback(new TaskListener() {

			@Override
			@SuppressWarnings("unchecked")
			public void ended(String task, String taskName, TaskResult result, @Nullable Object value) {
				((TaskCallback<@Nullable Object>) callback).ended(task, taskName, result, value);
			}

		});
	}

	@Override
	public TaskBuilder<I, O> autoStart(boolean given) {
		this.autoStart = given;
		return this;
	}

	@Override
	public TaskBuilder<I, O> daemon(boolean given) {
		this.daemon = given;
		return this;
	}

	@Override
	public TaskBuilder<I, O> overtime(Duration limit, OvertimePolicy what) {
		this.overtime = Objects.requireNonNull(limit, "An overtime can't be null");
		this.policy = Objects.requireNonNull(what, "A policy can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> slowAfter(Duration given) {
		this.slowAfter = Objects.requireNonNull(given, "A time can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> lock(String given) {
		this.lock = Objects.requireNonNull(given, "A lock's name can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> logging(LoggingSettings given) {
		this.logging = Objects.requireNonNull(given, "The settings of the log can't be null");
		return this;
	}

	@Override
	public TaskBuilder<I, O> maxHeap(long bytes) {
		this.maxHeap = bytes;
		return this;
	}

	@Override
	public TaskBuilder<I, O> jvmArgs(String... given) {
		this.jvmArgs.addAll(List.of(given));
		return this;
	}

	@Override
	public TaskBuilder<I, O> environment(Map<String, String> variables) {
		this.environment.putAll(variables);
		return this;
	}

	@Override
	public ParallelTask<I, O> build() {
		TaskSettings settings = settings();
		SoloWorkers.check(this.tasks.workers(), settings, this.recipe.type());
		StandaloneTask<I, O> here = new StandaloneTask<>(this.tasks, settings, this.recipe.telling(this.listeners),
				this.argument);
		ParallelTask<I, O> task = (this.scope == TaskScope.CLUSTER) ? ofCluster(here) : here;
		if (this.autoStart) {
			task.start();
		}
		return task;
	}

	private ParallelTask<I, O> ofCluster(StandaloneTask<I, O> here) {
		if (this.name == null) {
			throw new InvalidSettingException("name", NAMELESS,
					"Give a task of the cluster a name of its own: instances know by it that they mean the same one.");
		}
		return this.tasks.cluster().task(here);
	}

	private TaskSettings settings() {
		String title = (this.name != null) ? this.name : NAMELESS;
		String unique = (this.id != null) ? this.id : this.tasks.nextId(title);
		WorkSettings work = new WorkSettings(null, this.args, this.lock);
		OvertimeSettings limits = new OvertimeSettings(this.overtime, this.policy, 0, this.tasks.workers().killGrace(),
				Duration.ZERO, this.slowAfter);
		return new TaskSettings(unique, title, this.kind, work, limits, this.daemon,
				new TaskSettings.Process(this.maxHeap, this.jvmArgs, this.environment), this.logging);
	}

}
