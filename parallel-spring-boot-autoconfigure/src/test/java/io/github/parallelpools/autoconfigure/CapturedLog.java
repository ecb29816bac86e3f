package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

import static org.awaitility.Awaitility.await;

/** Collects what reaches the appenders of the application, which it can hold up. */
final class CapturedLog extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final Logger root;

	private volatile CountDownLatch gate = new CountDownLatch(0);

	CapturedLog() {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		setContext(context);
		start();
		this.root.addAppender(this);
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (!Thread.currentThread().getName().equals("parallel-log")) {
			return;
		}
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.events.add(event);
	}

	/** Takes nothing until it is let go. */
	CountDownLatch hold() {
		CountDownLatch held = new CountDownLatch(1);
		this.gate = held;
		return held;
	}

	List<ILoggingEvent> events() {
		return this.events;
	}

	List<String> messages(String logger) {
		return this.events.stream()
			.filter((event) -> event.getLoggerName().equals(logger))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	ILoggingEvent awaitEvent(Predicate<ILoggingEvent> wanted) {
		await().until(() -> this.events.stream().anyMatch(wanted));
		return this.events.stream().filter(wanted).findFirst().orElseThrow();
	}

	ILoggingEvent awaitMessage(String message) {
		return awaitEvent((event) -> event.getFormattedMessage().equals(message));
	}

	@Override
	public void close() {
		this.gate.countDown();
		this.root.detachAppender(this);
	}

}
