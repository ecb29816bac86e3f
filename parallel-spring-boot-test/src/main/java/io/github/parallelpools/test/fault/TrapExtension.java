package io.github.parallelpools.test.fault;

import java.io.IOException;
import java.lang.reflect.Constructor;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ChildExtension;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.MethodHandler;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.task.TaskHandler;

/**
 * Makes the handler in a process that may meet faults, as it would be made without them.
 * Named in the settings of the process by {@link FaultyWorkers} only. Confined to the
 * thread that runs the tasks.
 */
public final class TrapExtension implements ChildExtension {

	private @Nullable ChildExtension maker;

	private @Nullable Object handler;

	/** Made by its process. */
	public TrapExtension() {
	}

	@Override
	public @Nullable Object start(WorkerSpec spec, byte[] settings) throws WorkerStartException {
		try {
			TrapSettings read = TrapSettings.decode(settings);
			spring(read.trap(), WorkerMoment.STARTING);
			this.handler = make(spec, read);
			spring(read.trap(), WorkerMoment.HANDLER_MADE);
			return trapped(this.handler);
		}
		catch (InterruptedException | IOException | ReflectiveOperationException ex) {
			throw new WorkerStartException("its handler could not be made: " + ErrorText.of(ex).stack(), ex);
		}
	}

	private static void spring(@Nullable Trap trap, WorkerMoment now) throws InterruptedException {
		if (trap != null) {
			trap.at(now, 1);
		}
	}

	private @Nullable Object make(WorkerSpec spec, TrapSettings settings)
			throws ReflectiveOperationException, WorkerStartException {
		String handlerClass = settings.handlerClass();
		if (settings.extension() != null) {
			ChildExtension made = (ChildExtension) instance(settings.extension());
			this.maker = made;
			return made.start(spec, settings.settings());
		}
		MethodHandler.Name method = (handlerClass != null) ? MethodHandler.Name.of(handlerClass) : null;
		if (method != null) {
			Object owner = instance(method.owner());
			return new MethodHandler(owner, MethodHandler.find(owner.getClass(), method.method()));
		}
		return (handlerClass != null) ? instance(handlerClass) : null;
	}

	private static Object instance(String className) throws ReflectiveOperationException {
		Constructor<?> constructor = Class.forName(className, true, Thread.currentThread().getContextClassLoader())
			.getDeclaredConstructor();
		constructor.setAccessible(true);
		return constructor.newInstance();
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Object trapped(@Nullable Object made) {
		return (made instanceof TaskHandler<?, ?> handler)
				? new TrappedHandler((TaskHandler<@Nullable Object, @Nullable Object>) handler) : made;
	}

	@Override
	public void close() {
		Object made = (this.maker != null) ? this.maker : this.handler;
		if (made instanceof AutoCloseable closeable) {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException("The handler could not be closed", ex);
			}
		}
	}

}
