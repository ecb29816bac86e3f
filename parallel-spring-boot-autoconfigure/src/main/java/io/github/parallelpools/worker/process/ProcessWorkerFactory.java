package io.github.parallelpools.worker.process;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.task.Work;

/**
 * Makes workers that are forked JVMs.
 */
public final class ProcessWorkerFactory implements WorkerFactory {

	/**
	 * Makes a factory.
	 * @param host what all worker processes share
	 * @param settings how the processes are started
	 * @param handlerClass the name of the class that handles items, made with its no-arg
	 * constructor in each process; {@code null} if there is none
	 */
	public ProcessWorkerFactory(ProcessHost host, ProcessSettings settings, @Nullable String handlerClass) {
	}

	@Override
	public Object encode(Work work) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Worker open(WorkerSpec spec, Runnable died) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
	}

}
