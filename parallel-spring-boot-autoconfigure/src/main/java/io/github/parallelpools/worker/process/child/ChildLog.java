package io.github.parallelpools.worker.process.child;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.WorkerPlaceholders;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.LogLevels;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LogSetup;

/**
 * The log of this worker process. Whatever logging library the tasks use, its end is
 * here; the library comes into being, and asks for the {@link #current()} one, with the
 * first thing that is logged. Safe for use by several threads.
 */
public final class ChildLog {

	/** The words of a pattern that tell the place in the program, which costs time. */
	private static final Pattern CALLER = Pattern.compile("%[-.0-9]*(file|F|method|M|line|L|class|C|caller)\\b");

	private static volatile @Nullable ChildLog current;

	private final WireTarget wire;

	private volatile LogTarget target = LogTarget.NOWHERE;

	private volatile LogLevels levels = LogLevels.STANDARD;

	private volatile boolean callers;

	private volatile @Nullable String taskId;

	private volatile Supplier<@Nullable Map<String, String>> context = () -> null;

	private final LevelListeners listeners = new LevelListeners(() -> this.levels);

	ChildLog(Connection connection) {
		this.wire = new WireTarget(connection);
	}

	/**
	 * The log of this process.
	 * @return the log; {@code null} in a process that is no worker
	 */
	public static @Nullable ChildLog current() {
		return current;
	}

	/** Opens the log; nothing that is logged before is kept. */
	void open(WorkerSpec spec, LogSetup setup, ClassLoader classLoader) throws WorkerStartException {
		this.wire.open(spec);
		this.callers = setup.target() == LogSetup.Target.FILE && CALLER.matcher(setup.pattern()).find();
		this.target = switch (setup.target()) {
			case FORWARD -> this.wire;
			case FILE -> FileTarget.open(setup, WorkerPlaceholders.ofThisThread(spec), classLoader);
			case NONE -> LogTarget.NOWHERE;
		};
		current = this;
		JulConfiguration.prepare();
	}

	/**
	 * Logs something, which has passed the levels already.
	 * @param message what
	 */
	public void log(LogMessage message) {
		this.target.log(message);
	}

	/**
	 * Whether anybody wants to know the place in the program that has logged something.
	 * @return {@code false} if that need not be found out
	 */
	public boolean wantsCallers() {
		return this.callers;
	}

	/**
	 * The task that runs.
	 * @return the task's id, {@code null} if none runs
	 */
	public @Nullable String taskId() {
		return this.taskId;
	}

	void taskStarts(String id) {
		this.taskId = id;
	}

	/** Tells what was dropped meanwhile, if there is room. */
	void taskEnds() {
		this.wire.tellDropped(false);
		this.taskId = null;
	}

	/** The application has read some of what was forwarded; called by the reader. */
	void read(long bytes) {
		this.wire.read(bytes);
	}

	/** The levels have changed; called by the reader, which does not apply them. */
	void levels(LogLevels changed) {
		this.levels = changed;
		this.listeners.changed();
	}

	/**
	 * Has the levels of loggers applied, now and whenever they change.
	 * @param listener applies levels; is called by one thread at a time
	 */
	public void onLevels(Consumer<LogLevels> listener) {
		this.listeners.add(listener);
	}

	/**
	 * What the calling thread has noted about what it does.
	 * @return the notes by key
	 */
	public Map<String, String> context() {
		Map<String, String> notes = this.context.get();
		return (notes != null) ? notes : Map.of();
	}

	/**
	 * Names what knows the notes of threads.
	 * @param supplier supplies the notes of the calling thread, or {@code null}
	 */
	public void contextFrom(Supplier<@Nullable Map<String, String>> supplier) {
		this.context = supplier;
	}

	/** Tells what was dropped; what is logged later still arrives. */
	void close() {
		this.wire.tellDropped(true);
	}

}
