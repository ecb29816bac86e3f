package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.GivenTask;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.TaskRun;
import io.github.parallelpools.spi.Worker;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.worker.process.launch.ChildProcess;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.StatusMessage;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Exchanges tasks and results with one worker process. The end of the connection is the
 * sign of the process's death. An execution whose task is decided ends as soon as the
 * process was killed: until a large one is gone, 100 ms may pass.
 */
final class ProcessWorker implements Worker {

	/** How long a process whose connection has ended may take to exit by itself. */
	private static final Duration LAST_BREATH = Duration.ofMillis(500);

	private final WorkerSession session;

	private final SentTasks tasks;

	private final ChildProcess child;

	private final long pid;

	private final ResultDecoder results;

	private final Duration stopTimeout;

	private final int window;

	/** Asks for tasks that were not begun. */
	private final Dispatch takingBack;

	/** Whether the process was told to end, so that its end is no surprise. */
	private volatile boolean orderedToEnd;

	/** Whether the process was killed here, and its end will follow. */
	private volatile boolean killed;

	/** What is known about the process's death; written by who buries it. */
	private volatile @Nullable String death;

	/** Made in advance, as a kill must not need memory. */
	private final Runnable onKill;

	ProcessWorker(WorkerSession session, ChildProcess child, long pid, PayloadCodec codec, Duration stopTimeout,
			int window) {
		this.session = session;
		this.tasks = session.tasks();
		this.child = child;
		this.pid = pid;
		this.results = new ResultDecoder(codec);
		this.stopTimeout = stopTimeout;
		this.window = window;
		this.takingBack = session.dispatch(this::sendTakeBack);
		this.onKill = this::killed;
		this.tasks.reserve(window);
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
	public int window() {
		return this.window;
	}

	@Override
	public TaskOutcome execute(Object payload, TaskRun run) {
		return give(payload, run).await();
	}

	@Override
	public GivenTask give(Object payload, TaskRun run) {
		SentTask task = new SentTask(this, (EncodedWork) payload, run);
		put(task);
		return task;
	}

	private void put(SentTask task) {
		TaskMessage message = task.message();
		ByteBuffer head = ByteBuffer.wrap(message.encodeHead());
		boolean put = false;
		// Its result may come from now on, and what it tells before.
		this.tasks.add(task);
		try {
			if (task.run().requestRound() != 0) {
				this.session.requests().now();
			}
			this.session.put(FrameType.TASK, task.id(), head, message.body());
			put = true;
		}
		catch (IOException ex) {
			put = true;
			this.session.closeSoon();
		}
		finally {
			if (!put) {
				// Memory is short: the process will never have it.
				this.tasks.withdraw(task);
			}
		}
	}

	private void flush() {
		try {
			this.session.flush();
		}
		catch (IOException ex) {
			this.session.closeSoon();
		}
	}

	/** Waits for the end of a task. */
	TaskOutcome await(SentTask task) {
		boolean interrupted = false;
		try {
			flush();
			this.tasks.awaits(task);
			while (true) {
				// What arrives before the end is seen after it.
				boolean over = this.session.isOver() || this.death != null;
				byte[] result = task.result();
				takeStatus(task);
				if (result != null) {
					return this.results.decode(result, task.run());
				}
				if (this.killed && task.run().isDecided()) {
					return new TaskOutcome.Died("it was killed", hasBegun(task));
				}
				if (over) {
					break;
				}
				LockSupport.park(this);
				interrupted |= Thread.interrupted();
			}
		}
		catch (IOException ex) {
			// What came over the connection was nonsense: this is the end of it.
			this.session.close();
		}
		catch (Error ex) {
			// Memory is short.
			if (task.result() == null) {
				// It must not run what nobody waits for.
				this.session.close();
			}
			throw ex;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		String reason = bury();
		return new TaskOutcome.Died(reason, this.child.isAlive() || hasBegun(task));
	}

	private boolean hasBegun(SentTask task) {
		return this.tasks.hasBegun(task, this.child.begun());
	}

	private void takeStatus(SentTask task) throws IOException {
		byte[] latest = task.takeStatus();
		if (latest != null) {
			StatusMessage status = StatusMessage.decode(latest);
			task.run().waitingElsewhere(status.waiting(), status.round());
			if (status.progress() != null) {
				task.run().progress(status.progress());
			}
		}
	}

	@Override
	public void takeBack() {
		this.takingBack.soon();
	}

	private void sendTakeBack() throws IOException {
		this.tasks.asked();
		this.session.send(FrameType.TAKE_BACK, 0);
	}

	@Override
	public void surrender() {
		bury();
		if (!this.child.isAlive()) {
			this.tasks.surrender(this.child.begun());
		}
	}

	@Override
	public void requestsChanged() {
		this.session.requests().soon();
	}

	@Override
	public void interrupt() {
		requestsChanged();
	}

	@Override
	public @Nullable String stack(Duration timeout) {
		return this.session.askStacks(timeout);
	}

	@Override
	public boolean hasBegun() {
		SentTask running = this.tasks.running();
		return running != null && hasBegun(running);
	}

	@Override
	public void abort() {
		this.orderedToEnd = true;
		this.child.kill(this.onKill);
	}

	private void killed() {
		this.killed = true;
		this.tasks.wake();
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

	private synchronized String bury() {
		String known = this.death;
		if (known == null) {
			this.child.end(LAST_BREATH);
			known = describeEnd();
			this.death = known;
			this.tasks.wake();
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
