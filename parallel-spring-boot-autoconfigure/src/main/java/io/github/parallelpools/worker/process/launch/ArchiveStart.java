package io.github.parallelpools.worker.process.launch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the start of one worker has to do with archives. Is told how that went. Safe for
 * use by several threads.
 */
public final class ArchiveStart {

	/** A start without archives of which nobody wants to know. */
	static final ArchiveStart NONE = new ArchiveStart(List.of(), new Watcher() {
	});

	private final List<String> arguments;

	private final Watcher watcher;

	private final long beginNanos = System.nanoTime();

	private final AtomicBoolean over = new AtomicBoolean();

	/** Is told how it went. All methods return soon. */
	interface Watcher {

		default void ready(Duration elapsed) {
		}

		default void failed() {
		}

		default void ended(int exitCode) {
		}

	}

	ArchiveStart(List<String> arguments, Watcher watcher) {
		this.arguments = arguments;
		this.watcher = watcher;
	}

	/** What its JVM is told; the user's own arguments come later. */
	List<String> arguments() {
		return this.arguments;
	}

	/** The worker is ready. */
	public void ready() {
		this.watcher.ready(Duration.ofNanos(System.nanoTime() - this.beginNanos));
	}

	/** The worker did not become ready, and has not said why. */
	public void failed() {
		if (this.over.compareAndSet(false, true)) {
			this.watcher.failed();
		}
	}

	/** The process has ended. Only the first call counts. */
	void ended(int exitCode) {
		if (this.over.compareAndSet(false, true)) {
			this.watcher.ended(exitCode);
		}
	}

}
