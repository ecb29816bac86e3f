package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.Hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whoever tries to get in as a worker leaves a trace, and no flood of them. */
@Timeout(60)
class IntrudersTests {

	@TempDir
	Path directory;

	private final List<String> warnings = new CopyOnWriteArrayList<>();

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

	private final Intruders intruders = new Intruders(this.nanos::get);

	private final LogListener listener = LogListener.of(Intruders.class, this.warnings::add);

	@AfterEach
	void listenNoMore() {
		this.listener.close();
	}

	@Test
	void aWrongTokenIsTold() throws Exception {
		Path socket = this.directory.resolve("s");
		try (WorkerServer server = new WorkerServer(socket)) {
			server.expect(Session.NONE);
			for (int i = 0; i < 20; i++) {
				say(socket, "a guess");
			}
			await().until(() -> !this.warnings.isEmpty());
		}
		assertThat(this.warnings).singleElement()
			.asString()
			.contains("had no valid token", "own user")
			.doesNotContain("a guess");
	}

	/** As with a forced stop while workers start. */
	@Test
	void workersThatAreGivenUpAsTheyComeAreNone() throws Exception {
		Set<Thread> others = readers();
		AtomicInteger refused = new AtomicInteger();
		Intruders counted = new Intruders(refused::getAndIncrement);
		refused.set(0);
		Path socket = this.directory.resolve("s");
		try (WorkerServer server = new WorkerServer(socket, Duration.ofSeconds(50), counted)) {
			for (int i = 0; i < 5; i++) {
				SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
				Session session = new Forgotten();
				String token = server.expect(session);
				server.forget(session);
				say(socket, token);
			}
			// Who comes last is let in last.
			say(socket, "a guess");
			await().until(() -> !this.warnings.isEmpty() && others.containsAll(readers()));
		}
		assertThat(refused).hasValue(1);
	}

	private static void say(Path socket, String token) throws IOException {
		try (SocketChannel stranger = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			Connection connection = new Connection(stranger, 1024);
			connection.send(FrameType.HELLO, 0, ByteBuffer.wrap(new Hello(token, 7).encode()));
			// Returns when the server has closed it.
			connection.read((type, id, payload) -> {
			});
		}
	}

	private static Set<Thread> readers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("parallel-reader"))
			.collect(Collectors.toSet());
	}

	/** One of several sessions. */
	private static final class Forgotten implements Session {

		@Override
		public String name() {
			return "work-1";
		}

		@Override
		public void connected(Connection connection, long pid) {
		}

		@Override
		public void received(FrameType type, long id, byte[] payload) {
		}

		@Override
		public void closed(@Nullable IOException end) {
		}

	}

	@Test
	void theyAreToldOnceAMinuteWithTheirNumber() {
		for (int i = 0; i < 1000; i++) {
			this.intruders.refused();
		}
		assertThat(this.warnings).singleElement().asString().startsWith("Refused 1 connection ");
		this.nanos.addAndGet(Duration.ofSeconds(59).toNanos());
		this.intruders.refused();
		assertThat(this.warnings).hasSize(1);
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		this.intruders.refused();
		assertThat(this.warnings).hasSize(2).last().asString().startsWith("Refused 1001 connections ");
	}

}
