package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.WorkerLogger;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.WorkerTaskContext;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.ResultMessage;
import io.github.parallelpools.worker.process.wire.Setup;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Runs tasks in the main thread of a worker process: decodes, calls, encodes. Whatever a
 * task throws becomes its result.
 */
final class TaskRunner implements AutoCloseable {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final Setup setup;

	private final ChildObjects shared;

	private final ClassLoader classLoader;

	private final PayloadCodec codec;

	private final ChildLog log;

	private final WorkerLogger logger;

	/** A handler of items or a poller. */
	private final @Nullable Object handler;

	TaskRunner(Setup setup, ChildObjects shared, ChildLog log)
			throws ReflectiveOperationException, WorkerStartException {
		this.setup = setup;
		this.shared = shared;
		this.log = log;
		this.classLoader = Thread.currentThread().getContextClassLoader();
		this.codec = shared.codec();
		this.logger = WorkerLogger.open(setup.spec(), setup.log().factoryClass(), setup.log().factoryArgs(),
				this.classLoader);
		this.handler = (setup.handlerClass() != null) ? make(setup.handlerClass()) : null;
	}

	private Object make(String handlerClass) throws ReflectiveOperationException {
		Class<?> type = Class.forName(handlerClass, true, this.classLoader);
		Constructor<?> constructor = type.getDeclaredConstructor();
		constructor.setAccessible(true);
		return constructor.newInstance();
	}

	void run(TaskMessage task, Connection connection, long id) throws IOException {
		this.log.taskStarts(task.taskId());
		ResultMessage result = execute(task);
		tidy();
		this.log.taskEnds();
		connection.send(FrameType.RESULT, id, ByteBuffer.wrap(result.encodeHead()), result.body());
	}

	private ResultMessage execute(TaskMessage task) {
		try {
			return new ResultMessage(null, ByteBuffer.wrap(encodeResult(call(task))));
		}
		catch (Throwable ex) {
			return failure(ex);
		}
	}

	private @Nullable Object call(TaskMessage task) throws Exception {
		return switch (task.mode()) {
			case CALL -> ((TaskCallable<?>) decode(task)).call();
			case ITEM -> handle(decode(task), context(task));
			case POLL -> poll(context(task));
		};
	}

	private Object decode(TaskMessage task) throws IOException, ClassNotFoundException {
		return Objects.requireNonNull(this.codec.decode(task.body()), "Nothing was sent");
	}

	private TaskContext context(TaskMessage task) {
		return new WorkerTaskContext(this.setup.spec(), new ChildRun(task), this.shared, this.logger);
	}

	@SuppressWarnings("unchecked")
	private @Nullable Object handle(Object item, TaskContext context) throws Exception {
		if (this.handler instanceof TaskHandler<?, ?> one) {
			return ((TaskHandler<Object, Object>) one).handle(item, context);
		}
		throw new IllegalStateException("Pool '" + context.pool() + "' has no handler");
	}

	private @Nullable Object poll(TaskContext context) throws Exception {
		if (this.handler instanceof TaskPoller<?> poller) {
			return poller.poll(context);
		}
		throw new IllegalStateException("Pool '" + context.pool() + "' has no poller");
	}

	private byte[] encodeResult(@Nullable Object value) {
		try {
			return this.codec.encode(value);
		}
		catch (TaskNotPortableException ex) {
			throw new TaskNotPortableException("The task has run, but its result is lost: " + ex.getMessage(), ex);
		}
	}

	private ResultMessage failure(Throwable error) {
		ErrorText text = ErrorText.of(error);
		try {
			return new ResultMessage(text, ByteBuffer.wrap(this.codec.encode(error)));
		}
		catch (Throwable ex) {
			// It can't travel: its text must do.
			return new ResultMessage(text, NOTHING);
		}
	}

	/** Takes back what a task may have done to the thread. */
	private void tidy() {
		Thread.interrupted();
		Thread.currentThread().setContextClassLoader(this.classLoader);
	}

	@Override
	public void close() {
		if (this.handler instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				System.err.println("The handler could not be closed: " + ErrorText.of(ex).stack());
			}
		}
		this.logger.close();
	}

	/** What a handler may know of its run. */
	private record ChildRun(TaskMessage task) implements TaskRun {

		@Override
		public String taskId() {
			return this.task.taskId();
		}

		@Override
		public int attempt() {
			return this.task.attempt();
		}

		@Override
		public Optional<Instant> deadline() {
			return (this.task.deadlineMillis() < 0) ? Optional.empty()
					: Optional.of(Instant.ofEpochMilli(this.task.deadlineMillis()));
		}

		@Override
		public boolean isDecided() {
			// Once it is, this process is killed.
			return false;
		}

	}

}
