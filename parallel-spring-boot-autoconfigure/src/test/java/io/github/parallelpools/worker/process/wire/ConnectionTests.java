package io.github.parallelpools.worker.process.wire;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.fixture.OwnThread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class ConnectionTests {

	private static final int LIMIT = 32 * 1024 * 1024;

	@TempDir
	Path directory;

	private SocketChannel raw;

	private Connection left;

	private Connection right;

	private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();

	private record Message(FrameType type, long id, byte[] payload) {
	}

	@BeforeEach
	void connect() throws IOException {
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(this.directory.resolve("s"));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(address);
			this.raw = SocketChannel.open(address);
			this.left = new Connection(this.raw, LIMIT);
			this.right = new Connection(server.accept(), LIMIT);
		}
	}

	@AfterEach
	void close() {
		this.left.close();
		this.right.close();
	}

	private CompletableFuture<IOException> reading(Connection connection) {
		CompletableFuture<IOException> end = new CompletableFuture<>();
		Thread reader = new Thread(() -> end
			.complete(connection.read((type, id, payload) -> this.received.add(new Message(type, id, payload)))));
		reader.setDaemon(true);
		reader.start();
		return end;
	}

	@Test
	void messagesOfAnySizeArriveInOneOrManyParts() throws Exception {
		reading(this.right);
		Random random = new Random(1);
		for (int size : List.of(0, 1, 65535, 65536, 65537, 131072, 5_000_000)) {
			byte[] payload = new byte[size];
			random.nextBytes(payload);
			int cut = size / 3;
			this.left.send(FrameType.TASK, size, ByteBuffer.wrap(payload, 0, cut), ByteBuffer.allocate(0),
					ByteBuffer.wrap(payload, cut, size - cut));
			Message message = this.received.take();
			assertThat(message.type()).isEqualTo(FrameType.TASK);
			assertThat(message.id()).isEqualTo(size);
			assertThat(message.payload()).isEqualTo(payload);
		}
		this.left.send(FrameType.STOP, 9);
		assertThat(this.received.take().payload()).isEmpty();
	}

	@Test
	void smallMessagesGetThroughBetweenTheFramesOfALargeOne() throws Exception {
		CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
			try {
				this.left.send(FrameType.TASK, 1, ByteBuffer.allocate(16 * 1024 * 1024));
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}, OwnThread::run);
		// Nobody reads yet, so the large message is stuck in the middle.
		CompletableFuture<Void> small = CompletableFuture.runAsync(() -> {
			try {
				this.left.send(FrameType.STOP, 2);
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		}, OwnThread::run);
		assertThat(sent).isNotDone();
		reading(this.right);
		small.join();
		sent.join();
		assertThat(List.of(this.received.take().id(), this.received.take().id())).containsExactlyInAnyOrder(1L, 2L);
	}

	@Test
	void afterAMessageThatCouldNotBeSentToItsEndNothingFollowsAndWhatTheOtherSideSaysIsRead() throws Exception {
		this.left.send(FrameType.STATUS, 1, ByteBuffer.allocate(10));
		ByteBuffer shorterThanItLooks = ByteBuffer.allocate(100_000);
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> this.left.send(FrameType.TASK, 2, shorterThanItLooks, shorterThanItLooks));
		assertThatIOException().isThrownBy(() -> this.left.send(FrameType.STOP, 3));
		assertThatIOException().isThrownBy(() -> this.left.put(FrameType.STOP, 4));
		this.right.send(FrameType.RESULT, 5, ByteBuffer.allocate(10));
		CompletableFuture<IOException> left = reading(this.left);
		assertThat(this.received.take().id()).isEqualTo(5);
		CompletableFuture<IOException> right = reading(this.right);
		assertThat(this.received.take().id()).isEqualTo(1);
		assertThat(right.join()).isInstanceOf(EOFException.class);
		assertThat(left.join()).isNull();
		assertThat(this.received).isEmpty();
	}

	@Test
	void anInterruptedThreadSendsWithoutClosingTheConnection() throws Exception {
		reading(this.right);
		Thread.currentThread().interrupt();
		this.left.send(FrameType.RESULT, 1, ByteBuffer.allocate(3_000_000));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.received.take().payload()).hasSize(3_000_000);
		this.left.send(FrameType.RESULT, 2, ByteBuffer.allocate(1));
		assertThat(this.received.take().id()).isEqualTo(2);
	}

	@Test
	void aReaderThatIsInterruptedGoesOnReading() throws Exception {
		Thread reader = new Thread(
				() -> this.right.read((type, id, payload) -> this.received.add(new Message(type, id, payload))));
		reader.setDaemon(true);
		reader.start();
		await().until(() -> reader.getState() == Thread.State.RUNNABLE);
		for (int i = 0; i < 50; i++) {
			reader.interrupt();
			this.left.send(FrameType.RESULT, i);
			assertThat(this.received.take().id()).isEqualTo(i);
		}
	}

	@Test
	void aConnectionClosedBetweenMessagesEndsWithoutAnError() throws Exception {
		CompletableFuture<IOException> end = reading(this.right);
		this.left.send(FrameType.STOP, 1);
		this.left.close();
		assertThat(end.get()).isNull();
		assertThat(this.received).hasSize(1);
		assertThatIOException().isThrownBy(() -> this.left.send(FrameType.STOP, 2));
	}

	@Test
	void aConnectionClosedWithinAMessageEndsWithAnError() throws Exception {
		CompletableFuture<IOException> end = reading(this.right);
		this.raw.write(header(1000, 4));
		this.left.close();
		assertThat(end.get()).isInstanceOf(EOFException.class);
	}

	@Test
	void nonsenseEndsTheConnection() throws Exception {
		for (ByteBuffer nonsense : List.of(header(-1, 4), header(1_000_000, 4), header(0, 77))) {
			close();
			this.directory.resolve("s").toFile().delete();
			connect();
			CompletableFuture<IOException> end = reading(this.right);
			this.raw.write(nonsense);
			assertThat(end.get()).isNotNull();
		}
	}

	@Test
	void aMessageBeyondTheLimitEndsTheConnection() throws Exception {
		this.right.limitMessages(100_000);
		CompletableFuture<IOException> end = reading(this.right);
		assertThatIOException()
			.isThrownBy(() -> this.left.send(FrameType.TASK, 1, ByteBuffer.allocate(16 * 1024 * 1024)));
		assertThat(end.get()).hasMessageContaining("more than 100000 bytes");
		assertThat(this.received).isEmpty();
	}

	@Test
	void aConnectionThatIsPolledStillReadsAndNoticesItsEnd() throws Exception {
		CompletableFuture<IOException> end = reading(this.right);
		this.left.send(FrameType.TASK, 1);
		assertThat(this.received.take().id()).isEqualTo(1);
		this.right.poll();
		this.left.send(FrameType.TASK, 2, ByteBuffer.allocate(200_000));
		assertThat(this.received.take().payload()).hasSize(200_000);
		this.left.close();
		assertThat(end.get()).isNull();
	}

	@Test
	void aReaderThatPollsIsEndedByClosing() throws Exception {
		CompletableFuture<IOException> end = reading(this.right);
		this.right.poll();
		this.right.close();
		assertThat(end.get()).isInstanceOf(IOException.class);
	}

	@Test
	void closingEndsASendThatIsStuck() throws Exception {
		CompletableFuture<Throwable> stuck = CompletableFuture.supplyAsync(() -> {
			try {
				this.left.send(FrameType.TASK, 1, ByteBuffer.allocate(16 * 1024 * 1024));
				return new AssertionError("It was sent");
			}
			catch (IOException ex) {
				return ex;
			}
		}, OwnThread::run);
		assertThat(stuck).isNotDone();
		this.left.close();
		assertThat(stuck.get()).isInstanceOf(IOException.class);
	}

	private static ByteBuffer header(int length, int type) {
		return ByteBuffer.allocate(13).putInt(length).put((byte) type).putLong(1).flip();
	}

	@Test
	void anErrorOfTheReaderEndsTheConnectionLikeAnyOtherFailure() throws Exception {
		this.left.send(FrameType.STOP, 1);
		IOException end = this.right.read((type, id, payload) -> {
			throw new LinkageError("broken");
		});
		assertThat(end).hasMessageContaining("broken");
	}

}
