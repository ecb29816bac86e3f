package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who says nothing, or the wrong thing, keeps no worker out. */
@Timeout(60)
class WorkerServerTests {

	private static final Duration LONG = Duration.ofHours(1);

	@TempDir
	Path directory;

	private SocketChannel connect() throws IOException {
		return SocketChannel.open(UnixDomainSocketAddress.of(this.directory.resolve("s")));
	}

	private WorkerServer server(Duration helloTimeout) throws IOException {
		return new WorkerServer(this.directory.resolve("s"), helloTimeout);
	}

	private static void greet(SocketChannel channel, String token) throws IOException {
		new Connection(channel, 1024).send(FrameType.HELLO, 0, ByteBuffer.wrap(new Hello(token, 7).encode()));
	}

	/** Lets a worker in, which comes again where it was too slow to say its token. */
	private SocketChannel letIn(WorkerServer server, Visits session) {
		String token = server.expect(session);
		return await().until(() -> visit(token, session), Objects::nonNull);
	}

	private @Nullable SocketChannel visit(String token, Visits session) throws IOException {
		SocketChannel worker = connect();
		try {
			greet(worker, token);
			await().until(() -> !session.events.isEmpty() || worker.read(ByteBuffer.allocate(1)) < 0);
		}
		catch (IOException ex) {
			worker.close();
			return null;
		}
		if (session.events.isEmpty()) {
			worker.close();
			return null;
		}
		return worker;
	}

	/** Waits until the server has closed a connection over which nothing was said. */
	private static int readToTheEnd(SocketChannel channel) throws IOException {
		return channel.read(ByteBuffer.allocate(1));
	}

	@Test
	void aSilentConnectionIsDroppedAfterAWhile() throws Exception {
		try (WorkerServer server = server(Duration.ofMillis(50)); SocketChannel silent = connect()) {
			assertThat(readToTheEnd(silent)).isEqualTo(-1);
			Visits session = new Visits();
			try (SocketChannel worker = letIn(server, session)) {
				assertThat(session.events).containsExactly("connected");
			}
		}
	}

	@Test
	void aWorkerThatSaidItsTokenIsNotDropped() throws Exception {
		Visits session = new Visits();
		try (WorkerServer server = server(Duration.ofMillis(200)); SocketChannel worker = letIn(server, session)) {
			try (SocketChannel silent = connect()) {
				assertThat(readToTheEnd(silent)).isEqualTo(-1);
			}
			assertThat(session.events).containsExactly("connected");
		}
	}

	@Test
	void aFloodOfSilentConnectionsTakesLittleAndKeepsNoWorkerOut() throws Exception {
		List<SocketChannel> flood = new ArrayList<>();
		try (WorkerServer server = server(LONG)) {
			for (int i = 0; i < 1000; i++) {
				flood.add(connect());
			}
			List<SocketChannel> workers = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				Visits session = new Visits();
				SocketChannel worker = connect();
				workers.add(worker);
				greet(worker, server.expect(session));
				assertThat(session.events.poll(50, TimeUnit.SECONDS)).isEqualTo("connected");
				flood.add(connect());
			}
			// The oldest were dropped, and their threads are gone.
			assertThat(readToTheEnd(flood.get(0))).isEqualTo(-1);
			assertThat(readToTheEnd(flood.get(800))).isEqualTo(-1);
			await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
				.filteredOn((name) -> name.equals("parallel-reader"))
				.hasSizeLessThan(200));
			for (SocketChannel worker : workers) {
				worker.close();
			}
		}
		finally {
			for (SocketChannel one : flood) {
				one.close();
			}
		}
	}

	@Test
	void aTokenIsGoodForOneConnectionAndOnlyWhole() throws Exception {
		try (WorkerServer server = server(LONG)) {
			Visits session = new Visits();
			String token = server.expect(session);
			for (String wrong : List.of("", token.substring(1), token + "0", "x" + token.substring(1))) {
				assertTurnedAway(wrong);
			}
			assertThat(session.events).isEmpty();
			try (SocketChannel worker = connect()) {
				greet(worker, token);
				assertThat(session.events.take()).isEqualTo("connected");
				assertTurnedAway(token);
			}
		}
	}

	private void assertTurnedAway(String token) throws IOException {
		try (SocketChannel stranger = connect()) {
			Connection connection = new Connection(stranger, 1024);
			connection.send(FrameType.HELLO, 0, ByteBuffer.wrap(new Hello(token, 7).encode()));
			// Returns when the other side closes, whatever it has read until then.
			connection.read((type, id, payload) -> {
				throw new IOException("A stranger was told " + type);
			});
		}
	}

	@Test
	void aTokenThatWasTakenBackIsGoodForNothing() throws Exception {
		try (WorkerServer server = server(LONG)) {
			Visits session = new Visits();
			String token = server.expect(session);
			server.forget(session);
			assertTurnedAway(token);
			assertThat(session.events).isEmpty();
		}
	}

	@Test
	void tokensAreLongAndDiffer() throws Exception {
		try (WorkerServer server = server(LONG)) {
			assertThat(server.expect(new Visits())).matches("[0-9a-f]{48}").isNotEqualTo(server.expect(new Visits()));
		}
	}

	/** Writes down what it is told. */
	private static final class Visits implements Session {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		@Override
		public String name() {
			return "work-1";
		}

		@Override
		public void connected(Connection connection, long pid) {
			this.events.add("connected");
		}

		@Override
		public void received(FrameType type, long id, byte[] payload) {
			this.events.add(type.name());
		}

		@Override
		public void closed(@Nullable IOException end) {
			this.events.add("closed");
		}

	}

}
