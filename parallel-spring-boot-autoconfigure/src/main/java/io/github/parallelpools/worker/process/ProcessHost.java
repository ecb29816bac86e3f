package io.github.parallelpools.worker.process;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.worker.process.launch.Launcher;
import io.github.parallelpools.worker.process.launch.ProcessDirectory;
import io.github.parallelpools.worker.process.log.ApplicationLog;

/**
 * What the worker processes of one application share: a private directory, the socket in
 * it, and the thread that spawns. Nothing of it exists before the first worker starts.
 */
public final class ProcessHost implements AutoCloseable {

	private final ClassLoader classLoader;

	private final ApplicationCode code;

	private final @Nullable Launcher launcher;

	/** Why there is no launcher, which does not matter to pools of threads. */
	private final @Nullable InvalidSettingException refusal;

	private final SharedStore shared;

	private final SharedObjects objects;

	private final LogLines logs;

	private final StartGate starts;

	/** Threads that end soon after the last answer that they brought. */
	private final ThreadPoolExecutor courier;

	/**
	 * Makes a host.
	 * @param place where the private directory is made
	 * @param classLoader the application's class loader
	 * @param shared what the processes share with the application and each other
	 * @param objects the same as the application sees it
	 * @param log the application's log
	 * @param code the application's own code
	 */
	public ProcessHost(ProcessDirectory place, ClassLoader classLoader, SharedStore shared, SharedObjects objects,
			ApplicationLog log, ApplicationCode code) {
		this.classLoader = classLoader;
		this.code = code;
		this.shared = shared;
		this.objects = objects;
		Launcher made = null;
		InvalidSettingException refused = null;
		try {
			made = new Launcher(place, classLoader);
		}
		catch (InvalidSettingException ex) {
			refused = ex;
		}
		this.launcher = made;
		this.refusal = refused;
		this.starts = new StartGate();
		this.courier = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				ProcessHost::courier);
		this.logs = new LogLines(log, this.courier);
	}

	/**
	 * Makes a host for an application whose logging library is not known.
	 * @param parent where the private directory is made, {@code null} for the JVM's
	 * directory for temporary files
	 * @param classLoader the application's class loader
	 * @param shared what the processes share with the application and each other
	 * @param objects the same as the application sees it
	 */
	public ProcessHost(@Nullable Path parent, ClassLoader classLoader, SharedStore shared, SharedObjects objects) {
		this(new ProcessDirectory(parent, false), classLoader, shared, objects, ApplicationLog.STANDARD,
				new ApplicationCode());
	}

	/**
	 * Makes a host whose processes share with each other only, in an application whose
	 * logging library is not known.
	 * @param parent where the private directory is made, {@code null} for the JVM's
	 * directory for temporary files
	 * @param classLoader the application's class loader
	 */
	public ProcessHost(@Nullable Path parent, ClassLoader classLoader) {
		this(parent, classLoader, SharedStore.inMemory());
	}

	private ProcessHost(ProcessHost other, SharedStore shared) {
		this.classLoader = other.classLoader;
		this.code = other.code;
		this.shared = shared;
		this.objects = other.objects;
		this.launcher = other.launcher;
		this.refusal = other.refusal;
		this.logs = other.logs;
		this.starts = other.starts;
		this.courier = other.courier;
	}

	private ProcessHost(@Nullable Path parent, ClassLoader classLoader, SharedStore shared) {
		this(parent, classLoader, shared, new ApplicationObjects(shared, classLoader));
	}

	/**
	 * The same host for processes that share other things. It is closed with this one,
	 * and never by itself.
	 * @param other what those processes share
	 * @return a view of this host
	 */
	public ProcessHost sharing(SharedStore other) {
		return new ProcessHost(this, other);
	}

	ClassLoader classLoader() {
		return this.classLoader;
	}

	/**
	 * What is the application's own of all the code that it runs.
	 * @return the code; more can be added
	 */
	public ApplicationCode code() {
		return this.code;
	}

	/**
	 * What starts the processes.
	 * @return the launcher
	 * @throws InvalidSettingException if no process could load the application
	 */
	Launcher launcher() {
		if (this.launcher == null) {
			throw new InvalidSettingException("kind", "process", Objects.requireNonNull(this.refusal).remedy());
		}
		return this.launcher;
	}

	SharedObjects objects() {
		return this.objects;
	}

	LogLines logs() {
		return this.logs;
	}

	/** What limits how many processes start at once. */
	StartGate starts() {
		return this.starts;
	}

	/** Runs what may be held up by a worker process, each in a thread of its own. */
	Executor couriers() {
		return this.courier;
	}

	/** What answers the questions of one worker. */
	SharedCalls calls(String worker, long maxPayload) {
		return new SharedCalls(worker, this.shared, maxPayload, this.courier);
	}

	private static Thread courier(Runnable way) {
		Thread thread = new Thread(null, way, "parallel-courier", 0, false);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Removes the directory, closes the socket, and waits for a short time until what the
	 * workers have logged last is logged. Called when no worker is open.
	 */
	@Override
	public void close() {
		try (this.logs) {
			if (this.launcher != null) {
				this.launcher.close();
			}
		}
		finally {
			// Idle threads end now: containers look for threads that are left behind.
			this.courier.setKeepAliveTime(0, TimeUnit.SECONDS);
		}
	}

}
