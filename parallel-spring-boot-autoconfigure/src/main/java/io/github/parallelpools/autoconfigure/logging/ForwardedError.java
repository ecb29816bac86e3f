package io.github.parallelpools.autoconfigure.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.wire.LoggedError;

/**
 * A throwable that was logged in another process, whose class need not be known here:
 * what Logback prints of it is what it would have printed there.
 */
final class ForwardedError extends ThrowableProxy {

	private final LoggedError error;

	ForwardedError(LoggedError error) {
		super(new StandIn(error));
		this.error = error;
	}

	@Override
	public String getClassName() {
		return this.error.className();
	}

	@Override
	public @Nullable IThrowableProxy getCause() {
		return renamed(super.getCause(), this.error.cause());
	}

	@Override
	public IThrowableProxy[] getSuppressed() {
		return renamed(super.getSuppressed(), this.error);
	}

	private static @Nullable IThrowableProxy renamed(@Nullable IThrowableProxy proxy, @Nullable LoggedError error) {
		return (proxy != null && error != null) ? new Renamed(proxy, error) : null;
	}

	private static IThrowableProxy[] renamed(IThrowableProxy[] proxies, LoggedError error) {
		IThrowableProxy[] renamed = new IThrowableProxy[proxies.length];
		for (int i = 0; i < proxies.length; i++) {
			renamed[i] = new Renamed(proxies[i], error.suppressed().get(i));
		}
		return renamed;
	}

	/** What another one holds, under the name of its class. */
	private record Renamed(IThrowableProxy proxy, LoggedError error) implements IThrowableProxy {

		@Override
		public String getMessage() {
			return this.proxy.getMessage();
		}

		@Override
		public String getClassName() {
			return this.error.className();
		}

		@Override
		public StackTraceElementProxy[] getStackTraceElementProxyArray() {
			return this.proxy.getStackTraceElementProxyArray();
		}

		@Override
		public int getCommonFrames() {
			return this.proxy.getCommonFrames();
		}

		@Override
		public @Nullable IThrowableProxy getCause() {
			return renamed(this.proxy.getCause(), this.error.cause());
		}

		@Override
		public IThrowableProxy[] getSuppressed() {
			return renamed(this.proxy.getSuppressed(), this.error);
		}

		@Override
		public boolean isCyclic() {
			return this.proxy.isCyclic();
		}

	}

}
