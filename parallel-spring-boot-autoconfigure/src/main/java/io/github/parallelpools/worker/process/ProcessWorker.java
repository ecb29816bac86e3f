package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.TaskNotPortableException;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.worker.process.launch.ChildProcess;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.RequestMessage;
import io.github.parallelpools.worker.process.wire.ResultMessage;
import io.github.parallelpools.worker.process.wire.StatusMessage;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Exchanges tasks and results with one worker process, one at a time. The end of the
 * connection is the sign of the process's death. An execution whose task is decided ends
 * as soon as the process was killed: until a large one is gone, 100 ms may pass.
 */
final class ProcessWorker implements Worker {

	/** How long a process whose connection has ended may take to exit by itself. */
	private static final Duration LAST_BREATH = Duration.ofMillis(500);

	private final WorkerSession session;

	private final ChildProcess child;

	private final long pid;

	private final PayloadCodec codec;

	private final Duration stopTimeout;

	/** Whether the process was told to end, so that its end is no surprise. */
	private volatile boolean orderedToEnd;

	/** What is known about the process's death; written by the loop. */
	private volatile @Nullable String death;

	/** The loop's. */
	private long sequence;

	/** Sends what is asked of the run. */
	private final Dispatch requests;

	private volatile @Nullable Running running;

	/** Made in advance, as a kill must not need memory. */
	private final Runnable killed;

	/**
	 * The run that the process is told of.
	 *
	 * @param id its number
	 * @param run the run
	 */
	private record Running(long id, TaskRun run) {
	}

	ProcessWorker(WorkerSession session, ChildProcess child, long pid, PayloadCodec codec, Duration stopTimeout) {
		this.session = session;
		this.child = child;
		this.pid = pid;
		this.codec = codec;
		this.stopTimeout = stopTimeout;
		this.requests = session.dispatch(this::sendRequests);
		this.killed = session::killed;
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.of(this.pid);
	}

	@Override
	public OptionalLong residentMemory() {
		return ResidentMemory.of(this.pid);
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		EncodedWork work = (EncodedWork) payload;
		Running now = new Running(++this.sequence, run);
		try {
			this.running = now;
			this.session.expectResult(now.id());
			if (run.requestRound() != 0) {
				this.requests.now();
			}
			long deadline = run.deadline().map(Instant::toEpochMilli).orElse(-1L);
			TaskMessage message = new TaskMessage(run.taskId(), run.attempt(), deadline, work.mode(),
					ByteBuffer.wrap(work.body()));
			this.session.send(FrameType.TASK, now.id(), ByteBuffer.wrap(message.encodeHead()), message.body());
			for (WorkerSession.Event event; !((event = this.session.next()) instanceof WorkerSession.Event.Ended);) {
				if (event instanceof WorkerSession.Event.Killed) {
					if (run.isDecided()) {
						return new TaskOutcome.Died("it was killed", this.child.hasBegun(now.id()));
					}
				}
				else if (event instanceof WorkerSession.Event.Arrived arrived) {
					if (arrived.type() != FrameType.STATUS) {
						return outcome(now.id(), arrived);
					}
					takeStatus(now);
				}
			}
		}
		catch (IOException ex) {
			// The connection is broken, or what came over it was nonsense: this is the
			// end of it.
			this.session.close();
		}
		finally {
			this.running = null;
		}
		String reason = bury();
		return new TaskOutcome.Died(reason, this.child.isAlive() || this.child.hasBegun(now.id()));
	}

	private void takeStatus(Running now) throws IOException {
		byte[] latest = this.session.takeStatus();
		if (latest != null) {
			StatusMessage status = StatusMessage.decode(latest);
			now.run().waitingElsewhere(status.waiting(), status.round());
			if (status.progress() != null) {
				now.run().progress(status.progress());
			}
		}
	}

	@Override
	public void requestsChanged() {
		if (this.running != null) {
			this.requests.soon();
		}
	}

	@Override
	public void interrupt() {
		requestsChanged();
	}

	@Override
	public @Nullable String stack(Duration timeout) {
		return this.session.askStacks(timeout);
	}

	/** Sends what is asked now, so that the last message is the latest. */
	private void sendRequests() throws IOException {
		Running to = this.running;
		if (to != null) {
			TaskRun run = to.run();
			// The round comes first: what is asked later is sent later.
			int round = run.requestRound();
			RequestMessage message = new RequestMessage(run.isPauseRequested(), run.isStopRequested(),
					run.isInterruptRequested(), round);
			this.session.send(FrameType.REQUEST, to.id(), ByteBuffer.wrap(message.encode()));
		}
	}

	private TaskOutcome outcome(long id, WorkerSession.Event.Arrived arrived) throws IOException {
		if (arrived.type() != FrameType.RESULT || arrived.id() != id) {
			throw new IOException(
					"Expected the result of task %s, but got %s of %s".formatted(id, arrived.type(), arrived.id()));
		}
		ResultMessage result = ResultMessage.decode(arrived.payload());
		ErrorText error = result.error();
		return (error != null) ? new TaskOutcome.Failed(decodeError(error, result.body())) : decodeValue(result.body());
	}

	private TaskOutcome decodeValue(ByteBuffer body) {
		try {
			return new TaskOutcome.Succeeded(this.codec.decode(body));
		}
		catch (Throwable ex) {
			return new TaskOutcome.Failed(new TaskNotPortableException(
					"The task has run, but its result can't be decoded here: " + ErrorText.of(ex).summary(), ex));
		}
	}

	private Throwable decodeError(ErrorText text, ByteBuffer body) {
		RemoteTaskError asText = new RemoteTaskError(text.errorClass(), text.message(), text.stack());
		if (!body.hasRemaining()) {
			return asText;
		}
		try {
			return (this.codec.decode(body) instanceof Throwable error) ? error : asText;
		}
		catch (Throwable ex) {
			return asText;
		}
	}

	@Override
	public boolean hasBegun() {
		Running now = this.running;
		return now != null && this.child.hasBegun(now.id());
	}

	@Override
	public void abort() {
		this.orderedToEnd = true;
		this.child.kill(this.killed);
	}

	@Override
	public boolean isAlive() {
		return !this.session.isEnded() && !this.orderedToEnd && this.death == null;
	}

	@Override
	public void close() {
		if (isAlive()) {
			this.orderedToEnd = true;
			try {
				this.session.sendSoon(() -> this.session.send(FrameType.STOP, 0));
			}
			finally {
				this.child.end(this.stopTimeout);
			}
		}
		else {
			bury();
		}
		this.session.close();
	}

	private String bury() {
		String known = this.death;
		if (known == null) {
			this.child.end(LAST_BREATH);
			known = describeEnd();
			this.death = known;
		}
		return known;
	}

	private String describeEnd() {
		IOException broken = this.session.end();
		String end = this.child.describeEnd();
		return (broken != null) ? "its connection broke (%s), and %s".formatted(broken.getMessage(), end) : end;
	}

	@Override
	public @Nullable String causeOfDeath() {
		return this.orderedToEnd ? null : this.death;
	}

}
