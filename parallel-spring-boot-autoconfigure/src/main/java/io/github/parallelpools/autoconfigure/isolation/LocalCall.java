package io.github.parallelpools.autoconfigure.isolation;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.LocalForm;
import io.github.parallelpools.spi.MethodCall;
import io.github.parallelpools.task.MayRepeat;
import io.github.parallelpools.task.TaskCallable;

/**
 * A call that a thread of the application runs, on the bean itself. What it would be in a
 * worker process is what is encoded of it, where that is asked for.
 */
final class LocalCall implements TaskCallable<@Nullable Object>, LocalForm {

	private final MethodCall portable;

	private final transient MethodInvocation invocation;

	private final transient @Nullable CallChain chain;

	/**
	 * Makes a call.
	 * @param portable what it would be in a worker process
	 * @param invocation the rest of the proxy, and the bean
	 * @param chain those that wait for it
	 */
	LocalCall(MethodCall portable, MethodInvocation invocation, @Nullable CallChain chain) {
		this.portable = portable;
		this.invocation = invocation;
		this.chain = chain;
	}

	@Override
	@SuppressWarnings("NullAway") // The type argument says that it may be null
	public @Nullable Object call() throws Exception {
		return CallChain.<@Nullable Object>callIn(this.chain, this::proceed);
	}

	@Override
	public MethodCall portable() {
		return this.portable;
	}

	@Override
	public boolean mayRepeat() {
		return this.invocation.getThis() instanceof MayRepeat;
	}

	private @Nullable Object proceed() throws Exception {
		try {
			Object value = this.invocation.proceed();
			return this.portable.awaits() ? MethodCall.await(value) : value;
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("Neither an exception nor an error was thrown", ex);
		}
	}

}
