package io.github.parallelpools.worker.thread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

/**
 * Makes the threads in which loops run: daemons that inherit nothing from whoever happens
 * to make the pool grow. The context class loader is the application's.
 */
public final class LoopThreads {

	private static final @Nullable MethodHandle VIRTUAL = findVirtual();

	private final boolean virtual;

	private final ClassLoader classLoader;

	private LoopThreads(boolean virtual, ClassLoader classLoader) {
		this.virtual = virtual;
		this.classLoader = classLoader;
	}

	/**
	 * Platform threads.
	 * @param classLoader the application's class loader
	 * @return what makes them
	 */
	public static LoopThreads platform(ClassLoader classLoader) {
		return new LoopThreads(false, classLoader);
	}

	/**
	 * Virtual threads.
	 * @param classLoader the application's class loader
	 * @return what makes them
	 * @throws UnsupportedOperationException before Java 21
	 */
	public static LoopThreads virtual(ClassLoader classLoader) {
		if (!isVirtualSupported()) {
			throw new UnsupportedOperationException("Virtual threads need Java 21 or newer, and this is Java "
					+ Runtime.version().feature() + ". Use 'kind: thread'.");
		}
		return new LoopThreads(true, classLoader);
	}

	/**
	 * Whether this JVM has virtual threads.
	 * @return {@code true} from Java 21 on
	 */
	public static boolean isVirtualSupported() {
		return VIRTUAL != null;
	}

	/**
	 * Makes a thread.
	 * @param name its name
	 * @param loop what it runs
	 * @return the thread, not started
	 */
	public Thread thread(String name, Runnable loop) {
		Thread thread = this.virtual ? virtual(loop) : new Thread(null, loop, name, 0, false);
		thread.setName(name);
		thread.setContextClassLoader(this.classLoader);
		if (!this.virtual) {
			thread.setDaemon(true);
			thread.setPriority(Thread.NORM_PRIORITY);
		}
		return thread;
	}

	private static Thread virtual(Runnable loop) {
		MethodHandle maker = VIRTUAL;
		if (maker == null) {
			throw new IllegalStateException("No virtual threads");
		}
		try {
			return (Thread) maker.invoke(loop);
		}
		catch (Throwable ex) {
			throw new IllegalStateException("A virtual thread could not be made", ex);
		}
	}

	/**
	 * {@code Thread.ofVirtual().inheritInheritableThreadLocals(false).unstarted(Runnable)}.
	 */
	private static @Nullable MethodHandle findVirtual() {
		if (Runtime.version().feature() < 21) {
			return null;
		}
		try {
			MethodHandles.Lookup lookup = MethodHandles.publicLookup();
			Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
			Class<?> builder = Class.forName("java.lang.Thread$Builder");
			Object blank = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual)).invoke();
			Object ready = lookup
				.findVirtual(builder, "inheritInheritableThreadLocals", MethodType.methodType(builder, boolean.class))
				.invoke(blank, false);
			return lookup.findVirtual(builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class))
				.bindTo(ready);
		}
		catch (Throwable ex) {
			throw new IllegalStateException("This Java should have virtual threads", ex);
		}
	}

}
