package io.github.parallelpools.benchmarks.jmh;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.benchmarks.Application;
import io.github.parallelpools.task.TaskCallable;

/** An executor of the JDK, asked in one of the ways that there are. */
final class ExecutorTarget<E extends ExecutorService> implements Target {

	private final E executor;

	private final BiFunction<E, TaskCallable<Object>, Future<?>> submit;

	/** What the tasks need besides; closed with the executor. */
	private final @Nullable Application application;

	ExecutorTarget(E executor, BiFunction<E, TaskCallable<Object>, Future<?>> submit) {
		this(executor, submit, null);
	}

	ExecutorTarget(E executor, BiFunction<E, TaskCallable<Object>, Future<?>> submit,
			@Nullable Application application) {
		this.executor = executor;
		this.submit = submit;
		this.application = application;
	}

	/** Asked by {@code submit}. */
	static Target submit(ExecutorService executor) {
		return new ExecutorTarget<>(executor, ExecutorService::submit);
	}

	@Override
	public Future<?> submit(TaskCallable<Object> task) {
		return this.submit.apply(this.executor, task);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		if (this.application != null) {
			this.application.close();
		}
	}

}
