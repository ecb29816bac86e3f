package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ChildContext;
import io.github.parallelpools.spi.ChildExtension;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.MethodHandler;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.ThreadState;
import io.github.parallelpools.spi.UsageMeter;
import io.github.parallelpools.spi.WorkerLogger;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.WorkerTaskContext;
import io.github.parallelpools.task.CurrentContext;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.TaskUsage;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.ExtensionSetup;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.ResultMessage;
import io.github.parallelpools.worker.process.wire.Setup;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Runs tasks in the main thread of a worker process: decodes, calls, encodes. Whatever a
 * task throws becomes its result.
 */
final class TaskRunner implements AutoCloseable {

	/** What is larger travels as text. */
	private static final int LONGEST_ERROR = 1024 * 1024;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final Setup setup;

	private final ChildObjects shared;

	private final ClassLoader classLoader;

	private final ThreadState state;

	private final PayloadCodec codec;

	private final JdkPayloadCodec errors;

	private final ChildLog log;

	private final WorkerLogger logger;

	private final @Nullable ChildExtension extension;

	private final TaskScopes scopes;

	/** A handler of items or a poller. */
	private final @Nullable Object handler;

	private final Requests requests;

	private final Executor chores;

	/** The context of the task that runs now. */
	private @Nullable TaskContext context;

	TaskRunner(Setup setup, ChildObjects shared, ChildLog log, Requests requests, Executor chores)
			throws ReflectiveOperationException, WorkerStartException {
		this.setup = setup;
		this.shared = shared;
		this.log = log;
		this.requests = requests;
		this.chores = chores;
		this.classLoader = Thread.currentThread().getContextClassLoader();
		this.codec = shared.tasks();
		this.errors = shared.codec();
		this.logger = WorkerLogger.open(setup.spec(), setup.log().factoryClass(), setup.log().factoryArgs(),
				this.classLoader);
		this.scopes = new TaskScopes(setup.contextClass(), this.classLoader, this.errors);
		ExtensionSetup maker = setup.extension();
		ChildExtension made = (maker != null) ? (ChildExtension) make(maker.className()) : null;
		this.extension = made;
		this.handler = (maker != null && made != null) ? made.start(setup.spec(), maker.settings())
				: makeHandler(setup.handlerClass());
		CurrentContext.replace(() -> this.context);
		this.state = ThreadState.ofThisThread();
	}

	private @Nullable Object makeHandler(@Nullable String handlerClass) throws ReflectiveOperationException {
		MethodHandler.Name method = (handlerClass != null) ? MethodHandler.Name.of(handlerClass) : null;
		if (method != null) {
			Object owner = make(method.owner());
			return new MethodHandler(owner, MethodHandler.find(owner.getClass(), method.method()));
		}
		return (handlerClass != null) ? make(handlerClass) : null;
	}

	private Object make(String className) throws ReflectiveOperationException {
		Class<?> type = Class.forName(className, true, this.classLoader);
		Constructor<?> constructor = type.getDeclaredConstructor();
		constructor.setAccessible(true);
		return constructor.newInstance();
	}

	void run(TaskMessage task, Connection connection, long id, Runnable ends) throws IOException {
		this.log.taskStarts(task.taskId());
		ChildRun run = new ChildRun(id, task, connection, this.chores);
		this.context = new WorkerTaskContext(this.setup.spec(), run, this.shared, this.logger);
		this.requests.begin(run);
		ResultMessage result = execute(task, this.context, run);
		run.over();
		this.requests.end();
		this.context = null;
		tidy();
		this.log.taskEnds();
		run.end();
		ends.run();
		connection.send(FrameType.RESULT, id, ByteBuffer.wrap(result.encodeHead()), result.body());
	}

	private ResultMessage execute(TaskMessage task, TaskContext current, ChildRun run) {
		try {
			@Nullable Object value = measured(task, current, run);
			return new ResultMessage(run.usage(), null, ByteBuffer.wrap(encodeResult(value)));
		}
		catch (Throwable ex) {
			return failure(ex, run.usage());
		}
	}

	private @Nullable Object measured(TaskMessage task, TaskContext current, ChildRun run) throws Exception {
		UsageMeter meter = this.setup.measured() ? UsageMeter.begin() : null;
		try {
			return callIn(task, current);
		}
		finally {
			if (meter != null) {
				run.used(meter.end());
			}
		}
	}

	private @Nullable Object callIn(TaskMessage task, TaskContext current) throws Exception {
		byte[] context = task.context();
		if (context == null) {
			return call(task, current);
		}
		try (ChildContext.Scope scope = this.scopes.open(context)) {
			try {
				return call(task, current);
			}
			catch (Throwable ex) {
				scope.failed(ex);
				throw ex;
			}
		}
	}

	private @Nullable Object call(TaskMessage task, TaskContext current) throws Exception {
		return switch (task.mode()) {
			case CALL -> decode(task.body(), TaskCallable.class).call();
			case ITEM -> handle(this.handler, task.body(), current);
			case APPLY -> {
				ByteBuffer brought = task.takeHandler();
				yield handle(brought.hasRemaining() ? decode(brought, TaskHandler.class) : this.handler, task.body(),
						current);
			}
			case POLL -> poll(current);
		};
	}

	@SuppressWarnings({ "unchecked", "NullAway" }) // A handler's type says what it takes
	private @Nullable Object handle(@Nullable Object chosen, ByteBuffer item, TaskContext current) throws Exception {
		if (chosen instanceof TaskHandler<?, ?> one) {
			return ((TaskHandler<@Nullable Object, ?>) one).handle(this.codec.decode(item), current);
		}
		throw new IllegalStateException("Pool '" + this.setup.spec().pool() + "' has no handler");
	}

	private @Nullable Object poll(TaskContext current) throws Exception {
		if (this.handler instanceof TaskPoller<?> poller) {
			return poller.poll(current);
		}
		throw new IllegalStateException("Pool '" + this.setup.spec().pool() + "' has no poller");
	}

	private <T> T decode(ByteBuffer body, Class<T> type) throws IOException, ClassNotFoundException {
		return type.cast(Objects.requireNonNull(this.codec.decode(body), "Nothing was sent"));
	}

	private byte[] encodeResult(@Nullable Object value) {
		try {
			return this.codec.encode(value);
		}
		catch (TaskNotPortableException ex) {
			throw new TaskNotPortableException("The task has run, but its result is lost: " + ex.getMessage(), ex);
		}
	}

	private ResultMessage failure(Throwable error, @Nullable TaskUsage usage) {
		ErrorText text = ErrorText.of(error);
		try {
			return new ResultMessage(usage, text, ByteBuffer.wrap(this.errors.encode(error, LONGEST_ERROR)));
		}
		catch (Throwable ex) {
			// It can't travel: its text must do.
			return new ResultMessage(usage, text, NOTHING);
		}
	}

	/** Takes back what a task may have done to the thread. */
	private void tidy() {
		Thread.interrupted();
		this.state.restore();
	}

	/** Whoever has made the handler closes it. */
	@Override
	public void close() {
		Object made = (this.extension != null) ? this.extension : this.handler;
		if (made instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				System.err.println("The handler could not be closed: " + ErrorText.of(ex).stack());
			}
		}
		this.logger.close();
	}

}
