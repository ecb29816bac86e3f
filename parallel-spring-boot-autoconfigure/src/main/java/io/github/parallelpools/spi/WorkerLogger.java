package io.github.parallelpools.spi;

import java.lang.reflect.Constructor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskLoggerFactory;

/**
 * The logger that a worker's handlers are given: the pool's, or one that the user's
 * factory has made for this worker.
 */
public final class WorkerLogger implements AutoCloseable {

	/** What begins the names of loggers of pools. */
	public static final String PREFIX = "parallel.pools.";

	private final @Nullable TaskLoggerFactory factory;

	private final System.@Nullable Logger made;

	private final String name;

	private WorkerLogger(String pool, @Nullable TaskLoggerFactory factory, System.@Nullable Logger made) {
		this.name = PREFIX + pool;
		this.factory = factory;
		this.made = made;
	}

	/**
	 * Opens the logger of a worker, in the thread that will run its tasks.
	 * @param spec which worker
	 * @param factoryClass the name of the {@link TaskLoggerFactory}'s class, {@code null}
	 * for the pool's logger
	 * @param args the factory's arguments, with their placeholders
	 * @param classLoader finds the class
	 * @return the logger
	 * @throws WorkerStartException if the factory can't make one
	 */
	public static WorkerLogger open(WorkerSpec spec, @Nullable String factoryClass, Map<String, String> args,
			ClassLoader classLoader) throws WorkerStartException {
		if (factoryClass == null) {
			return new WorkerLogger(spec.pool(), null, null);
		}
		WorkerPlaceholders placeholders = WorkerPlaceholders.ofThisThread(spec);
		Map<String, String> replaced = new HashMap<>();
		args.forEach((key, value) -> replaced.put(key, placeholders.replace(value)));
		TaskLoggerFactory factory = null;
		try {
			factory = make(factoryClass, classLoader);
			System.Logger made = Objects.requireNonNull(factory.logger(Map.copyOf(replaced)), "It returned null");
			return new WorkerLogger(spec.pool(), factory, made);
		}
		catch (Throwable ex) {
			close(factory);
			throw new WorkerStartException("its logger factory %s failed: %s".formatted(factoryClass, text(ex)), ex);
		}
	}

	private static String text(Throwable error) {
		Throwable cause = (error instanceof java.lang.reflect.InvocationTargetException) ? error.getCause() : error;
		return ErrorText.of(Objects.requireNonNullElse(cause, error)).stack();
	}

	private static TaskLoggerFactory make(String factoryClass, ClassLoader classLoader)
			throws ReflectiveOperationException {
		Constructor<?> constructor = Class.forName(factoryClass, true, classLoader).getDeclaredConstructor();
		constructor.setAccessible(true);
		return (TaskLoggerFactory) constructor.newInstance();
	}

	/**
	 * The logger.
	 * @return the logger; the pool's comes into being with the first call
	 */
	public System.Logger get() {
		return (this.made != null) ? this.made : System.getLogger(this.name);
	}

	/**
	 * Closes the logger and its factory, if they can be closed.
	 */
	@Override
	public void close() {
		close(this.made);
		if (this.factory != this.made) {
			close(this.factory);
		}
	}

	private static void close(@Nullable Object closeable) {
		if (closeable instanceof AutoCloseable one) {
			try {
				one.close();
			}
			catch (Throwable ex) {
				System.getLogger(WorkerLogger.class.getName())
					.log(System.Logger.Level.WARNING,
							"A worker's logger could not be closed: " + ErrorText.of(ex).stack());
			}
		}
	}

}
