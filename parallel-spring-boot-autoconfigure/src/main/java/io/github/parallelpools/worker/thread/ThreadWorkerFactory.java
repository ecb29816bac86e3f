package io.github.parallelpools.worker.thread;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.CapturedContext;
import io.github.parallelpools.spi.ContextCapture;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerLogger;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.Work;

/**
 * Makes workers that run tasks in the loop's own thread, a platform or a virtual one.
 */
public final class ThreadWorkerFactory implements WorkerFactory {

	private final LoopThreads threads;

	private final @Nullable Supplier<? extends TaskHandler<?, ?>> handler;

	private final @Nullable Supplier<? extends TaskPoller<?>> poller;

	private final @Nullable PayloadCodec portability;

	private final SharedObjects shared;

	private final LoggingSettings.Factory logger;

	private final @Nullable ContextCapture contexts;

	private final boolean measures;

	/**
	 * Makes a factory.
	 * @param threads the kind of thread
	 * @param handler supplies the handler of items, asked when a worker starts;
	 * {@code null} if there is none
	 * @param portability what every task and item must pass, so that a switch to
	 * processes is known to be safe; {@code null} if anything goes
	 * @param shared what the workers share with others
	 */
	public ThreadWorkerFactory(LoopThreads threads, @Nullable Supplier<? extends TaskHandler<?, ?>> handler,
			@Nullable PayloadCodec portability, SharedObjects shared) {
		this(threads, handler, null, portability, shared, LoggingSettings.Factory.STANDARD, null, false);
	}

	private ThreadWorkerFactory(LoopThreads threads, @Nullable Supplier<? extends TaskHandler<?, ?>> handler,
			@Nullable Supplier<? extends TaskPoller<?>> poller, @Nullable PayloadCodec portability,
			SharedObjects shared, LoggingSettings.Factory logger, @Nullable ContextCapture contexts, boolean measures) {
		this.measures = measures;
		this.threads = threads;
		this.handler = handler;
		this.poller = poller;
		this.portability = portability;
		this.shared = shared;
		this.logger = logger;
		this.contexts = contexts;
	}

	/**
	 * Makes a factory whose workers share with each other only.
	 * @param threads the kind of thread
	 * @param handler supplies the handler of items, asked when a worker starts;
	 * {@code null} if there is none
	 * @param portability what every task and item must pass; {@code null} if anything
	 * goes
	 */
	public ThreadWorkerFactory(LoopThreads threads, @Nullable Supplier<? extends TaskHandler<?, ?>> handler,
			@Nullable PayloadCodec portability) {
		this(threads, handler, portability,
				new ApplicationObjects(SharedStore.inMemory(), ThreadWorkerFactory.class.getClassLoader()));
	}

	/**
	 * The same factory, but for the logger that handlers are given.
	 * @param made who makes the logger
	 * @return another factory
	 */
	public ThreadWorkerFactory withLogger(LoggingSettings.Factory made) {
		return new ThreadWorkerFactory(this.threads, this.handler, this.poller, this.portability, this.shared, made,
				this.contexts, this.measures);
	}

	/**
	 * The same factory, but for what its tasks have along of their submitters.
	 * @param along takes it along, {@code null} if they have nothing along
	 * @return another factory
	 */
	public ThreadWorkerFactory withContexts(@Nullable ContextCapture along) {
		return new ThreadWorkerFactory(this.threads, this.handler, this.poller, this.portability, this.shared,
				this.logger, along, this.measures);
	}

	/**
	 * The same factory, but for what is known of tasks.
	 * @param measured whether it is measured what each task uses
	 * @return another factory
	 */
	public ThreadWorkerFactory measuring(boolean measured) {
		return new ThreadWorkerFactory(this.threads, this.handler, this.poller, this.portability, this.shared,
				this.logger, this.contexts, measured);
	}

	/**
	 * Makes a factory of workers that fetch their own work.
	 * @param threads the kind of thread
	 * @param poller supplies what fetches it, asked when a worker starts
	 * @param shared what the workers share with others
	 * @return the factory
	 */
	public static ThreadWorkerFactory polling(LoopThreads threads, Supplier<? extends TaskPoller<?>> poller,
			SharedObjects shared) {
		return new ThreadWorkerFactory(threads, null, poller, null, shared, LoggingSettings.Factory.STANDARD, null,
				false);
	}

	/**
	 * Makes a factory of workers that fetch their own work and share with each other
	 * only.
	 * @param threads the kind of thread
	 * @param poller supplies what fetches it, asked when a worker starts
	 * @return the factory
	 */
	public static ThreadWorkerFactory polling(LoopThreads threads, Supplier<? extends TaskPoller<?>> poller) {
		return polling(threads, poller,
				new ApplicationObjects(SharedStore.inMemory(), ThreadWorkerFactory.class.getClassLoader()));
	}

	@Override
	public Object encode(Work work) {
		Object encoded = encodeUnsubmitted(work);
		CapturedContext context = (this.contexts != null) ? this.contexts.capture() : null;
		return (context != null) ? new CarriedWork(encoded, context) : encoded;
	}

	@Override
	public Object encodeUnsubmitted(Work work) {
		if (this.portability != null) {
			check(this.portability, work);
		}
		// What wraps a call is not kept while the task waits.
		return (work instanceof Work.Call call) ? call.callable() : work;
	}

	private static void check(PayloadCodec portability, Work work) {
		if (work instanceof Work.Apply apply) {
			portability.encode(apply.handler());
			portability.encode(apply.argument());
		}
		else if (work instanceof Work.Call call) {
			portability.encode(call.callable());
		}
		else if (work instanceof Work.Item item) {
			portability.encode(item.item());
		}
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		return this.threads.thread(name, loop);
	}

	@Override
	@SuppressWarnings("unchecked")
	public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException {
		try {
			TaskHandler<?, ?> opened = (this.handler != null) ? this.handler.get() : null;
			TaskPoller<?> polling = (this.poller != null) ? this.poller.get() : null;
			Thread thread = Thread.currentThread();
			WorkerLogger made = WorkerLogger.open(spec, this.logger.className(), this.logger.args(),
					thread.getContextClassLoader());
			return new ThreadWorker(spec, (TaskHandler<@Nullable Object, ?>) opened, polling, thread, this.shared, made,
					this.measures);
		}
		catch (RuntimeException | Error ex) {
			throw new WorkerStartException("Worker %s has no %s: %s".formatted(spec.worker(),
					(this.poller != null) ? "poller" : "handler", ex), ex);
		}
	}

	@Override
	public void close() {
	}

}
