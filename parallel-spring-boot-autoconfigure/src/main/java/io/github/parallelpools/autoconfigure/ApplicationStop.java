package io.github.parallelpools.autoconfigure;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Whether an application that stops what works in it ends, or is only paused and may be
 * restarted: Spring's tests pause contexts that they do not use.
 */
final class ApplicationStop {

	private static final String CLOSING = "the application is closing";

	private static final String PAUSED = "the application is paused and has to be restarted first";

	private final ConfigurableApplicationContext context;

	ApplicationStop(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Whether nothing starts again; asked when the application stops. A context that is
	 * not running then has failed to start.
	 */
	boolean isForGood() {
		return this.context.isClosed() || !this.context.isRunning();
	}

	/** Why nothing is accepted from now on. */
	String reason() {
		return isForGood() ? CLOSING : PAUSED;
	}

	/** Whether an event is one of this application, and not of a context below it. */
	boolean isOf(Object source) {
		return source == this.context;
	}

}
