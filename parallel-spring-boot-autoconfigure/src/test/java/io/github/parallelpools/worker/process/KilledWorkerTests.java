package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.pool.LoggingSettings;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ErrorText;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.UndisturbedRun;
import io.github.parallelpools.spi.WorkerSpec;
import io.github.parallelpools.task.RemoteTaskError;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.worker.process.launch.Bystander;
import io.github.parallelpools.worker.process.launch.ChildProcess;
import io.github.parallelpools.worker.process.log.ApplicationLog;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.ResultMessage;
import io.github.parallelpools.worker.process.wire.TaskMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A worker whose process was killed, but whose connection has not ended yet: the system
 * takes its time to take a large process down. Here somebody else holds the other end, so
 * that it does not end at all before the test says so.
 */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class KilledWorkerTests {

	@TempDir
	Path directory;

	private final SharedStore store = SharedStore.inMemory();

	private final LockOwner owner = this.store.locks().session("tests-1").taskThread();

	private final LogLines logs = new LogLines(ApplicationLog.STANDARD, Runnable::run);

	private final AtomicBoolean decided = new AtomicBoolean();

	private SocketChannel otherEnd;

	private WorkerSession session;

	private ChildProcess child;

	private ProcessWorker worker;

	@BeforeEach
	void connect() throws Exception {
		this.session = new WorkerSession("tests-1", () -> {
		}, new SharedCalls("tests-1", this.store, 1000, Runnable::run),
				this.logs.open(new WorkerSpec("tests", "tests-1", Map.of()), LoggingSettings.STANDARD), Runnable::run);
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(this.directory.resolve("socket"));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(address);
			this.otherEnd = SocketChannel.open(address);
			Connection connection = new Connection(server.accept(), 1000);
			this.session.connected(connection, 1);
			Thread reader = new Thread(() -> this.session.closed(connection.read(this.session::received)));
			reader.setDaemon(true);
			reader.start();
		}
		assertThat(this.session.next(System.nanoTime() + TimeUnit.SECONDS.toNanos(30)))
			.isInstanceOf(WorkerEvent.Connected.class);
		this.child = Bystander.start(this.directory, this.session);
		this.worker = new ProcessWorker(this.session, this.child, this.child.pid(),
				new JdkPayloadCodec(getClass().getClassLoader(), null, 1000), Duration.ofSeconds(1), 1);
	}

	@AfterEach
	void close() throws IOException {
		this.otherEnd.close();
		this.worker.abort();
		this.worker.close();
		this.logs.close();
	}

	private CompletableFuture<TaskOutcome> execute() {
		CompletableFuture<TaskOutcome> execution = new CompletableFuture<>();
		Thread loop = new Thread(() -> execution
			.complete(this.worker.execute(new EncodedWork(TaskMessage.Mode.CALL, new byte[0]), new Run())));
		loop.setDaemon(true);
		loop.start();
		await().until(() -> this.worker.hasBegun() || loop.getState() == Thread.State.WAITING);
		return execution;
	}

	@Test
	void nobodyWaitsForTheEndOfTheProcessOfATaskThatIsDecided() {
		this.store.locks().tryAcquire("held", this.owner);
		CompletableFuture<TaskOutcome> execution = execute();
		this.decided.set(true);
		this.worker.abort();
		assertThat(execution).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(TaskOutcome.Died.class);
		assertThat(this.worker.isAlive()).isFalse();
		await().until(() -> !this.child.isAlive());
		assertThat(this.store.locks().isHeld("held", this.owner).join()).isTrue();
	}

	@Test
	void whoNeedsToKnowHowTheProcessEndedWaitsForThat() throws IOException {
		this.store.locks().tryAcquire("held", this.owner);
		CompletableFuture<TaskOutcome> execution = execute();
		this.worker.abort();
		await().until(() -> !this.child.isAlive());
		assertThat(execution).isNotDone();
		this.otherEnd.close();
		assertThat(execution).succeedsWithin(Duration.ofSeconds(30))
			.isInstanceOfSatisfying(TaskOutcome.Died.class,
					(died) -> assertThat(died.reason()).contains("ended with exit code 137"));
		assertThat(this.store.locks().isHeld("held", this.owner).join()).isFalse();
	}

	@Test
	void aTaskThatCouldNotBeSentForWantOfMemoryIsNotWaitedForAndTheNextOneIsAnswered() throws IOException {
		EncodedWork work = new EncodedWork(TaskMessage.Mode.CALL, new byte[0]);
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.worker.execute(work, new UnsendableRun()));
		CompletableFuture<TaskOutcome> next = execute();
		try (Connection process = new Connection(this.otherEnd, 1000)) {
			process.send(FrameType.RESULT, 2, ByteBuffer
				.wrap(new ResultMessage(null, new ErrorText("Wanted", null, "of the next one"), ByteBuffer.allocate(0))
					.encodeHead()));
			assertThat(next).succeedsWithin(Duration.ofSeconds(30))
				.isInstanceOfSatisfying(TaskOutcome.Failed.class,
						(failed) -> assertThat(failed.error()).isInstanceOf(RemoteTaskError.class));
		}
	}

	@Test
	void aProcessWhoseTaskNobodyCanWaitForForWantOfMemoryIsGivenUp() {
		EncodedWork work = new EncodedWork(TaskMessage.Mode.CALL, new byte[0]);
		this.worker.abort();
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.worker.execute(work, new UndecidableRun()));
		await().untilAsserted(() -> assertThat(this.session.isOver()).isTrue());
		assertThat(this.worker.isAlive()).isFalse();
	}

	/** The memory is exhausted while somebody waits for its end. */
	private static final class UndecidableRun extends UndisturbedRun {

		@Override
		public boolean isDecided() {
			throw new OutOfMemoryError("on purpose");
		}

	}

	/** The memory is exhausted after it was noted and before it is sent. */
	private static final class UnsendableRun extends UndisturbedRun {

		@Override
		public int requestRound() {
			throw new OutOfMemoryError("on purpose");
		}

	}

	private final class Run extends UndisturbedRun {

		@Override
		public boolean isDecided() {
			return KilledWorkerTests.this.decided.get();
		}

	}

}
