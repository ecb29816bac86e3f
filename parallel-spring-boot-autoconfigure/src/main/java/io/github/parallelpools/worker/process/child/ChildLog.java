package io.github.parallelpools.worker.process.child;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

	private static final String JUL = "java.util.logging.config";

	private static final String LOG4J_FACTORY = "log4j2.configurationFactory";

	private static final String LOG4J_WORKERS = "io.github.parallelpools.autoconfigure.logging.Log4j2WorkerFactory";

	private static final String SPRING = "org.springframework.boot.logging.LoggingSystem";

	private static volatile @Nullable ChildLog current;

	private final Connection connection;

	private final LevelListeners listeners = new LevelListeners();

	/** Where the log goes, {@code null} for nowhere. */
	private volatile @Nullable LogTarget target;

	private volatile @Nullable String taskId;

	private volatile @Nullable Supplier<@Nullable Map<String, String>> context;

	ChildLog(Connection connection) {
		this.connection = connection;
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
		if (setup.target() == LogSetup.Target.FORWARD) {
			this.target = new WireTarget(this.connection, spec);
		}
		else if (setup.target() == LogSetup.Target.FILE) {
			this.target = FileTarget.open(setup, WorkerPlaceholders.ofThisThread(spec), classLoader);
		}
		current = this;
		catchLibraries();
	}

	/**
	 * Has the JDK's own logging end here, unless it was told to do otherwise, and keeps
	 * Spring from configuring any. Deserialization has a logger too, for which the JDK
	 * takes a simple one as long as it was told nothing: that costs no time.
	 */
	private static void catchLibraries() {
		ObjectInputFilter.Config.getSerialFilter();
		if (System.getProperty(JUL + ".class") == null && System.getProperty(JUL + ".file") == null) {
			System.setProperty(JUL + ".class", ChildLog.class.getPackageName() + ".JulConfiguration");
		}
		// A file that the application logs to would be opened, and perhaps truncated.
		System.setProperty(LOG4J_FACTORY, LOG4J_WORKERS);
		List.of("log4j2.configurationFile", "log4j.configurationFile", "logging.config", "logback.configurationFile")
			.forEach(System::clearProperty);
		if (System.getProperty(SPRING) == null) {
			System.setProperty(SPRING, "none");
		}
	}

	/**
	 * Logs something, which has passed the levels already.
	 * @param message what
	 */
	public void log(LogMessage message) {
		LogTarget open = this.target;
		if (open != null) {
			open.log(message);
		}
	}

	/**
	 * Whether anybody wants to know the place in the program that has logged something.
	 * @return {@code false} if that need not be found out
	 */
	public boolean wantsCallers() {
		return this.target instanceof FileTarget file && file.wantsCallers();
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
		tellDropped(false);
		this.taskId = null;
	}

	/** The application has read some of what was forwarded; called by the reader. */
	void read(long bytes) {
		if (this.target instanceof WireTarget wire) {
			wire.read(bytes);
		}
	}

	/** The levels have changed; called by the reader, which does not apply them. */
	void levels(byte[] encoded) {
		this.listeners.changed(encoded);
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
		Supplier<@Nullable Map<String, String>> supplier = this.context;
		Map<String, String> notes = (supplier != null) ? supplier.get() : null;
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
		tellDropped(true);
	}

	private void tellDropped(boolean last) {
		if (this.target instanceof WireTarget wire) {
			wire.tellDropped(last);
		}
	}

}
