package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.MethodCall;
import io.github.parallelpools.spi.MethodHandler;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.ReceivedClasses;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.spi.WorkerEvents;
import io.github.parallelpools.spi.WorkerFactory;
import io.github.parallelpools.spi.WorkerMemory;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.spi.WorkerTraits;
import io.github.parallelpools.spi.codec.TagCodec;
import io.github.parallelpools.task.MappedItem;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.Work;
import io.github.parallelpools.worker.process.launch.Launcher;
import io.github.parallelpools.worker.process.launch.ProcessSettings;
import io.github.parallelpools.worker.process.wire.ExtensionSetup;
import io.github.parallelpools.worker.process.wire.Setup;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Makes workers that are forked JVMs.
 */
public final class ProcessWorkerFactory implements WorkerFactory {

	private final ProcessHost host;

	private final Launcher launcher;

	private final ProcessSettings settings;

	private final @Nullable String handlerClass;

	private final PayloadCodec codec;

	/** What the workers of the pool may send. */
	private final ReceivedClasses received;

	/** The methods whose results the workers may send. */
	private final Set<MethodCall.MethodName> called = ConcurrentHashMap.newKeySet();

	/** How new processes are started; those that run are what they were started as. */
	private volatile Launch launch;

	private final @Nullable Extension extension;

	private final @Nullable TaskContexts contexts;

	private final boolean measures;

	private final DebugSlot debugSlot = new DebugSlot();

	/**
	 * How processes are started.
	 *
	 * @param process the settings of the processes
	 * @param logging what becomes of their logs
	 */
	private record Launch(ProcessSettings process, LoggingSettings logging) {
	}

	/**
	 * Makes a factory whose workers' logs are forwarded to the application's.
	 * @param host what all worker processes share
	 * @param settings how the processes are started
	 * @param handlerClass the name of the class that handles items or polls, or of its
	 * method as in {@code class#method}, made with its no-arg constructor in each
	 * process; {@code null} if there is none
	 */
	public ProcessWorkerFactory(ProcessHost host, ProcessSettings settings, @Nullable String handlerClass) {
		this(host, settings, handlerClass, LoggingSettings.STANDARD);
	}

	/**
	 * Makes a factory.
	 * @param host what all worker processes share
	 * @param settings how the processes are started
	 * @param handlerClass the name of the class that handles items, or of its method as
	 * in {@code class#method}, made with its no-arg constructor in each process;
	 * {@code null} if there is none
	 * @param logging what becomes of the processes' logs
	 * @throws InvalidSettingException if no process could load the application
	 */
	public ProcessWorkerFactory(ProcessHost host, ProcessSettings settings, @Nullable String handlerClass,
			LoggingSettings logging) {
		this(host, settings, handlerClass, logging, null, null, false);
	}

	private ProcessWorkerFactory(ProcessHost host, ProcessSettings settings, @Nullable String handlerClass,
			LoggingSettings logging, @Nullable Extension extension, @Nullable TaskContexts contexts, boolean measures) {
		this.measures = measures;
		this.host = host;
		this.launcher = host.launcher();
		this.settings = settings;
		this.handlerClass = handlerClass;
		this.launch = new Launch(settings, logging);
		this.extension = extension;
		this.contexts = contexts;
		ObjectInputFilter filter = filter(settings.serialFilter());
		this.received = ReceivedClasses.ofWorkers(host.code());
		this.codec = new TagCodec(new JdkPayloadCodec(host.classLoader(), filter, settings.maxPayload(), host.objects())
			.receiving(this.received), host.classLoader(), filter, settings.maxPayload(), host.objects());
		if (handlerClass != null) {
			handledBy(handlerClass);
		}
	}

	/** A handler may be in the workers only, which then says nothing of its results. */
	private void handledBy(String handlerClass) {
		MethodHandler.Name method = MethodHandler.Name.of(handlerClass);
		String className = (method != null) ? method.owner() : handlerClass;
		this.host.code().add(className, this.host.classLoader());
		try {
			Class<?> type = Class.forName(className, false, this.host.classLoader());
			if (method != null) {
				this.received.expectResultsOf(MethodHandler.find(type, method.method()));
			}
			else {
				this.received.expectResultsOf(type);
			}
		}
		catch (ReflectiveOperationException | LinkageError | TypeNotPresentException ex) {
			return;
		}
	}

	/**
	 * Has processes started in another way from now on. Those that run stay as they are,
	 * and so do payloads and their filter, on which both sides have agreed.
	 * @param process the settings of new processes
	 * @param logging what becomes of their logs
	 */
	public void relaunch(ProcessSettings process, LoggingSettings logging) {
		this.launch = new Launch(process.exchanging(this.settings.maxPayload(), this.settings.serialFilter()), logging);
	}

	/**
	 * The same factory, but for who makes the handler.
	 * @param maker makes it, {@code null} for its constructor
	 * @return another factory
	 */
	public ProcessWorkerFactory withExtension(@Nullable Extension maker) {
		return new ProcessWorkerFactory(this.host, this.settings, (maker != null) ? null : this.handlerClass,
				this.launch.logging(), maker, this.contexts, this.measures);
	}

	/**
	 * The same factory, but for who makes the handler, who is told who would.
	 * @param maker is given what makes it so far, {@code null} for its constructor, and
	 * the name of its class or method, {@code null} if there is none or it is not for a
	 * constructor; tells what makes it from now on
	 * @return another factory
	 */
	public ProcessWorkerFactory extendedBy(BiFunction<@Nullable Extension, @Nullable String, Extension> maker) {
		return new ProcessWorkerFactory(this.host, this.settings, this.handlerClass, this.launch.logging(),
				maker.apply(this.extension, this.handlerClass), this.contexts, this.measures);
	}

	/**
	 * The same factory, but for what its tasks have along of their submitters.
	 * @param along carries it, {@code null} if they have nothing along
	 * @return another factory
	 */
	public ProcessWorkerFactory withContexts(@Nullable TaskContexts along) {
		return new ProcessWorkerFactory(this.host, this.settings, this.handlerClass, this.launch.logging(),
				this.extension, along, this.measures);
	}

	/**
	 * The same factory, but for what is known of tasks.
	 * @param measured whether it is measured what each task uses
	 * @return another factory
	 */
	public ProcessWorkerFactory measuring(boolean measured) {
		return new ProcessWorkerFactory(this.host, this.settings, this.handlerClass, this.launch.logging(),
				this.extension, this.contexts, measured);
	}

	private static @Nullable ObjectInputFilter filter(@Nullable String pattern) {
		try {
			return (pattern != null) ? ObjectInputFilter.Config.createFilter(pattern) : null;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException("process.serial-filter", String.valueOf(pattern),
					"Write a pattern as of java.io.ObjectInputFilter.Config.createFilter: " + ex.getMessage() + ".");
		}
	}

	/**
	 * What encodes and decodes the values that its workers exchange with the application.
	 * @return the codec
	 */
	public PayloadCodec values() {
		return this.codec;
	}

	@Override
	public Object encode(Work work) {
		EncodedWork encoded = encodeUnsubmitted(work);
		return (this.contexts != null) ? encoded.with(this.contexts.encode()) : encoded;
	}

	@Override
	public EncodedWork encodeUnsubmitted(Work work) {
		if (work instanceof Work.Call call) {
			writtenIn(call.callable());
			if (call.callable() instanceof MethodCall called && this.called.add(called.method())) {
				expectResultsOf(called.method());
			}
			return new EncodedWork(TaskMessage.Mode.CALL, this.codec.encode(call.callable()));
		}
		if (work instanceof Work.Item item) {
			if (item.resultType() != null) {
				this.received.expect(item.resultType());
			}
			return new EncodedWork(TaskMessage.Mode.ITEM, this.codec.encode(item.item()));
		}
		return (work instanceof Work.Apply apply) ? encode(apply) : new EncodedWork(TaskMessage.Mode.POLL, new byte[0]);
	}

	/** What a method says that it returns and throws. */
	private void expectResultsOf(MethodCall.MethodName name) {
		try {
			Method method = name.find(this.host.classLoader());
			this.received.expectResultsOf(method);
			for (Class<?> thrown : method.getExceptionTypes()) {
				this.received.expect(thrown);
			}
		}
		catch (ReflectiveOperationException | LinkageError | TypeNotPresentException ex) {
			// What it returns must be the application's own then.
			return;
		}
	}

	/** Who writes tasks may receive objects of what is written beside them. */
	private void writtenIn(Object task) {
		this.host.code().add((task instanceof MappedItem<?, ?> one) ? one.mapper().getClass() : task.getClass());
	}

	private EncodedWork encode(Work.Apply apply) {
		if (apply.handler() != null) {
			writtenIn(apply.handler());
		}
		byte[] handler = (apply.handler() != null) ? this.codec.encode(apply.handler()) : new byte[0];
		byte[] argument = this.codec.encode(apply.argument());
		if ((long) handler.length + argument.length > this.settings.maxPayload()) {
			throw new TaskNotPortableException(
					"The handler and its argument have %s bytes together when they are encoded, and %s are allowed. Raise 'process.max-payload', or send less."
						.formatted((long) handler.length + argument.length, this.settings.maxPayload()),
					null);
		}
		return new EncodedWork(TaskMessage.Mode.APPLY, TaskMessage.applying(handler, argument));
	}

	@Override
	public long weight(Object payload) {
		return (payload instanceof EncodedWork work) ? work.size() : 0;
	}

	/**
	 * What was encoded, for who writes it elsewhere.
	 * @param payload what {@link #encode} made
	 * @return the work without what its submitter had along
	 * @throws IllegalArgumentException if it is a look for work, which is nothing to keep
	 */
	public PortableWork portable(Object payload) {
		return PortableWork.of((EncodedWork) payload);
	}

	/**
	 * Work that comes from elsewhere, as {@link #encode} would make it. Nothing of it is
	 * decoded here.
	 * @param work the work
	 * @return the payload
	 */
	public Object payload(PortableWork work) {
		return work.encoded();
	}

	/**
	 * Decodes what this application has encoded itself, and nobody has had since. All
	 * that the filter of the pool allows is decoded.
	 * @param payload what {@link #encode} made
	 * @return the work
	 * @throws IOException if it can't be decoded
	 * @throws ClassNotFoundException if a class is missing
	 */
	public Work decodeOwn(Object payload) throws IOException, ClassNotFoundException {
		EncodedWork encoded = (EncodedWork) payload;
		ObjectInputFilter filter = filter(this.settings.serialFilter());
		PayloadCodec own = new TagCodec(
				new JdkPayloadCodec(this.host.classLoader(), filter, this.settings.maxPayload(), this.host.objects()),
				this.host.classLoader(), filter, this.settings.maxPayload(), this.host.objects());
		return OwnWork.decode(encoded, own);
	}

	/**
	 * Lets workers send results of a class, as if a task had been sent that names it.
	 * @param resultType the class
	 */
	public void expect(Class<?> resultType) {
		this.received.expect(resultType);
	}

	/**
	 * Where the JVM of a worker has reported its crash.
	 * @param reason what is known of the worker's death
	 * @return the file, if there is one that this application made the place for
	 */
	public Optional<Path> crashReport(String reason) {
		return this.launcher.crashReport(reason);
	}

	@Override
	public Thread thread(String name, Runnable loop) {
		Thread thread = new Thread(null, loop, name, 0, false);
		thread.setDaemon(true);
		thread.setPriority(Thread.NORM_PRIORITY);
		thread.setContextClassLoader(this.host.classLoader());
		return thread;
	}

	@Override
	public Worker open(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
		try (StartGate.Place place = this.host.starts().enter()) {
			return start(spec, events);
		}
	}

	private Worker start(WorkerSpec spec, WorkerEvents events) throws WorkerStartException, InterruptedException {
		Launch present = this.launch;
		boolean debugged = present.process().debugging() != null && this.debugSlot.claim();
		@Nullable Worker started = null;
		try {
			started = start(spec, events, debugged ? present.process() : present.process().debugging(null),
					present.logging());
			return started;
		}
		finally {
			if (debugged) {
				this.debugSlot.started((started != null) ? process(started) : null);
			}
		}
	}

	private static @Nullable ProcessHandle process(Worker started) {
		return started.pid().isPresent() ? ProcessHandle.of(started.pid().getAsLong()).orElse(null) : null;
	}

	private Worker start(WorkerSpec spec, WorkerEvents events, ProcessSettings process, LoggingSettings logging)
			throws WorkerStartException, InterruptedException {
		LogLines logs = this.host.logs();
		Setup setup = new Setup(spec, this.handlerClass, this.settings.serialFilter(), this.settings.maxPayload(),
				logs.setup(logging), extension(), (this.contexts != null) ? this.contexts.className() : null,
				this.measures);
		LogLine log = logs.open(spec, logging);
		boolean opened = false;
		try {
			WorkerSession session = new WorkerSession(spec.worker(), events,
					this.host.calls(spec.worker(), this.settings.maxPayload()), log, this.host.couriers());
			Worker worker = WorkerStart.open(this.launcher, process, setup, new PoolCodec(this.codec, spec.pool()),
					session);
			opened = true;
			return worker;
		}
		finally {
			if (!opened) {
				log.close();
			}
		}
	}

	/** Foreign code tells what the extension is told. */
	private @Nullable ExtensionSetup extension() throws WorkerStartException {
		try {
			return (this.extension != null) ? this.extension.setup() : null;
		}
		catch (RuntimeException ex) {
			throw new WorkerStartException("what it is to be told could not be found out: " + ErrorText.of(ex).stack(),
					ex);
		}
	}

	@Override
	public WorkerTraits traits() {
		return WorkerTraits.OWN_PROCESS;
	}

	@Override
	public WorkerMemory workerMemory() {
		return this.settings.memory();
	}

	@Override
	public void close() {
	}

}
