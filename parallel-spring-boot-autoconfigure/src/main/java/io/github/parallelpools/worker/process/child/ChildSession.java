package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.StackText;
import io.github.parallelpools.spi.WorkerStartException;
import io.github.parallelpools.worker.process.child.Inbox.Message;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Hello;
import io.github.parallelpools.worker.process.wire.LogRead;
import io.github.parallelpools.worker.process.wire.RequestMessage;
import io.github.parallelpools.worker.process.wire.Setup;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * The life of a worker process: one daemon thread always reads, so that the death of the
 * application is noticed whatever a task does; the main thread does what the messages
 * say.
 */
final class ChildSession {

	private final Connection connection;

	private final BeginMark begun;

	private final Calls calls;

	private final ChildLog log;

	private final Inbox inbox = new Inbox();

	/** Options of the JVM may forbid what it asks for. */
	private final Idleness idleness = new Idleness(this.inbox, Idleness.PATIENCE_NANOS, System::gc, System::nanoTime);

	private final Requests requests = new Requests();

	private final ControlThread control = new ControlThread();

	/** The thread that runs tasks. */
	private final Thread main = Thread.currentThread();

	private final Preparation preparation;

	ChildSession(Connection connection, BeginMark begun, Preparation preparation) {
		this.connection = connection;
		this.begun = begun;
		this.preparation = preparation;
		this.calls = new Calls(connection);
		this.log = new ChildLog(connection);
	}

	int run(String token) throws IOException {
		Descendants.endWithThisProcess();
		TerminalSignals.leaveToTheApplication();
		Thread reader = new Thread(this::read, "parallel-wire");
		reader.setDaemon(true);
		reader.setPriority(Thread.MAX_PRIORITY);
		reader.start();
		this.connection.send(FrameType.HELLO, 0,
				ByteBuffer.wrap(new Hello(token, ProcessHandle.current().pid()).encode()));
		try {
			return become(Setup.decode(next(FrameType.SETUP).payload()));
		}
		finally {
			this.connection.poll();
		}
	}

	private int become(Setup setup) throws IOException {
		TaskRunner runner = setUp(setup);
		if (runner == null) {
			return ChildMain.REFUSED;
		}
		this.preparation.end();
		this.connection.send(FrameType.READY, 0);
		serve(runner);
		runner.close();
		this.log.close();
		return 0;
	}

	private @Nullable TaskRunner setUp(Setup setup) throws IOException {
		this.connection.limitMessages(setup.maxPayload() + 1024 * 1024);
		try {
			this.log.open(setup.spec(), setup.log(), Thread.currentThread().getContextClassLoader());
			return new TaskRunner(setup, new ChildObjects(this.calls, setup), this.log, this.requests, this.control);
		}
		catch (WorkerStartException ex) {
			refuse(String.valueOf(ex.getMessage()));
		}
		catch (Throwable ex) {
			refuse("its handler%s could not be made: %s"
				.formatted((setup.handlerClass() != null) ? " " + setup.handlerClass() : "", ErrorText.of(ex).stack()));
		}
		return null;
	}

	private void refuse(String why) throws IOException {
		this.connection.send(FrameType.REFUSED, 0, ByteBuffer.wrap(why.getBytes(StandardCharsets.UTF_8)));
	}

	private void serve(TaskRunner runner) throws IOException {
		for (Message message; (message = this.idleness.next()).type() != FrameType.STOP;) {
			if (message.type() != FrameType.TASK) {
				throw new IOException("Unexpected " + message.type());
			}
			this.begun.begin(message.id());
			runner.run(TaskMessage.decode(message.payload()), this.connection, message.id(), this.inbox::ends);
		}
	}

	private Message next(FrameType expected) throws IOException {
		Message message = this.idleness.next();
		if (message.type() != expected) {
			throw new IOException("Expected " + expected + " but got " + message.type());
		}
		return message;
	}

	private void received(FrameType type, long id, byte[] payload) throws IOException {
		if (type == FrameType.ANSWER) {
			this.calls.answered(id, payload);
		}
		else if (type == FrameType.LEVELS) {
			this.log.levels(payload);
		}
		else if (type == FrameType.LOG_READ) {
			this.log.read(LogRead.decode(payload).bytes());
		}
		else if (type == FrameType.REQUEST) {
			this.requests.arrived(id, RequestMessage.decode(payload));
		}
		else if (type == FrameType.STACKS_ASKED) {
			this.control.execute(() -> tellStacks(id));
		}
		else if (type == FrameType.TAKE_BACK) {
			this.control.execute(this::giveBack);
		}
		else {
			this.inbox.add(new Message(type, id, payload));
		}
	}

	private void giveBack() {
		boolean told = false;
		try {
			this.inbox.giveBack((numbers) -> this.connection.send(FrameType.RETURNED, 0, ByteBuffer.wrap(numbers)));
			told = true;
		}
		catch (IOException ex) {
			// The application is gone: the reader of the connection ends this process.
			return;
		}
		finally {
			if (!told) {
				// Nobody would know of these tasks any more.
				this.connection.close();
			}
		}
	}

	private void tellStacks(long id) {
		send(FrameType.STACKS, id, StackText.ofAll(this.main).getBytes(StandardCharsets.UTF_8));
	}

	private void send(FrameType type, long id, byte[] payload) {
		try {
			this.connection.send(type, id, ByteBuffer.wrap(payload));
		}
		catch (IOException ex) {
			// The application is gone: the reader of the connection ends this process.
			return;
		}
	}

	private void read() {
		try {
			this.connection.read(this::received);
		}
		finally {
			// The application is gone, or has given this worker up: nobody waits for
			// anything.
			try {
				Descendants.kill();
			}
			finally {
				Runtime.getRuntime().halt(ChildMain.ORPHANED);
			}
		}
	}

}
