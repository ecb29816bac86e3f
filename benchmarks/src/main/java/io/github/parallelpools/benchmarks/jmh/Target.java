package io.github.parallelpools.benchmarks.jmh;

import java.util.concurrent.Future;

import io.github.parallelpools.task.TaskCallable;

/** What runs tasks on threads: a pool of ours, of the JDK or of Spring. */
interface Target extends AutoCloseable {

	Future<?> submit(TaskCallable<Object> task);

	@Override
	void close();

}
