package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.worker.process.launch.ChildProcess;
import io.github.parallelpools.worker.process.launch.Launcher;
import io.github.parallelpools.worker.process.launch.ProcessSettings;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Setup;

/**
 * The start of one worker process: spawned, connected, told what to be, ready. Ends with
 * a worker or with nothing left of it.
 */
final class WorkerStart {

	/** How long a process that failed to start may take to exit by itself and say why. */
	private static final Duration LAST_WORDS = Duration.ofSeconds(2);

	/** How long a process that is not ready may take to tell where it is. */
	private static final Duration LAST_ANSWER = Duration.ofMillis(500);

	private static final long LOOK_NANOS = 250_000_000;

	/** As many as people read in one line. */
	private static final int MOST_CALLS = 8;

	private static final String CALL = "\tat ";

	private final ProcessSettings settings;

	private final Setup setup;

	private final WorkerSession session;

	private final long deadlineNanos;

	private WorkerStart(ProcessSettings settings, Setup setup, WorkerSession session) {
		this.settings = settings;
		this.setup = setup;
		this.session = session;
		this.deadlineNanos = System.nanoTime() + settings.readyWithin().toNanos();
	}

	static ProcessWorker open(Launcher launcher, ProcessSettings settings, Setup setup, PayloadCodec codec,
			WorkerSession session) throws WorkerStartException, InterruptedException {
		ChildProcess child;
		try {
			child = launcher.launch(setup.spec().worker(), setup.purpose(), settings, session);
		}
		catch (IOException ex) {
			throw new WorkerStartException(
					"its process could not be started: " + Objects.requireNonNullElse(ex.getMessage(), ex.toString()),
					ex);
		}
		boolean ready = false;
		try {
			child.onExit(session::exited);
			long pid = new WorkerStart(settings, setup, session).handshake(child);
			ready = true;
			child.archive().ready();
			return new ProcessWorker(session, child, pid, codec, settings.stopTimeout(), settings.window());
		}
		finally {
			if (!ready) {
				launcher.forget(session);
				session.close();
				child.end(Duration.ZERO);
			}
		}
	}

	private long handshake(ChildProcess child) throws WorkerStartException, InterruptedException {
		WorkerEvent first = await(child);
		if (!(first instanceof WorkerEvent.Connected connected)) {
			throw failure(child, "it ended before it had connected");
		}
		this.session.limitMessages(this.settings.maxPayload() + 1024 * 1024);
		// If the worker is halted, that takes as long as it is; here is who gives it up.
		this.session.sendSoon(this::tell);
		WorkerEvent second = await(child);
		if (!(second instanceof WorkerEvent.Arrived answer)) {
			throw failure(child, "it ended before it was ready");
		}
		if (answer.type() != FrameType.READY) {
			throw new WorkerStartException(new String(answer.payload(), StandardCharsets.UTF_8), null);
		}
		return child.pidOf(connected.pid());
	}

	private void tell() throws IOException {
		this.session.sendLevels();
		this.session.send(FrameType.SETUP, 0, ByteBuffer.wrap(this.setup.encode()));
	}

	private WorkerEvent await(ChildProcess child) throws WorkerStartException, InterruptedException {
		@Nullable WorkerEvent event = next(child);
		if (event == null) {
			String place = place();
			child.archive().failed();
			child.end(Duration.ZERO);
			throw new WorkerStartException(
					"it was not ready after %s ms and was killed%s. Raise 'process.start-timeout' if it needs the time: %s"
						.formatted(this.settings.readyWithin().toMillis(), place, child.describeEnd()),
					null);
		}
		return event;
	}

	/**
	 * The next event, {@code null} if none comes in time. The JDK tells of the end of a
	 * process by the common pool, whose threads the application may hold up, perhaps to
	 * wait for this very worker. So it is looked for, too.
	 */
	private @Nullable WorkerEvent next(ChildProcess child) throws InterruptedException {
		boolean ended = false;
		while (true) {
			long now = System.nanoTime();
			long left = this.deadlineNanos - now;
			@Nullable WorkerEvent event = this.session.next(now + Math.min(left, LOOK_NANOS));
			if (event != null || left <= LOOK_NANOS) {
				return event;
			}
			if (!ended && !child.isAlive()) {
				ended = true;
				this.session.exited();
			}
		}
	}

	/** Where its main thread is, in one line; nothing if it does not tell. */
	private String place() {
		String stacks = this.session.askStacks(LAST_ANSWER);
		if (stacks == null) {
			return "";
		}
		String calls = stacks.lines()
			.skip(1)
			.takeWhile((line) -> line.startsWith(CALL))
			.limit(MOST_CALLS)
			.map((line) -> line.substring(CALL.length()))
			.collect(Collectors.joining(", called by "));
		return calls.isEmpty() ? "" : " while its main thread was in " + calls;
	}

	private static WorkerStartException failure(ChildProcess child, String what) {
		child.archive().failed();
		child.end(LAST_WORDS);
		return new WorkerStartException(what + ": " + child.describeEnd(), null);
	}

}
