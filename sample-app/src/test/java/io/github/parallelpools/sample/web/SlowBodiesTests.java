package io.github.parallelpools.sample.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import io.github.parallelpools.sample.AsyncClient;
import io.github.parallelpools.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients whose bodies come slowly or not at all hold up nobody but each other. */
@SampleTest
@TestPropertySource(
		properties = { "server.tomcat.threads.max=20", "sample.bodies.max-at-a-time=10", "sample.bodies.patience=5s" })
@Timeout(120)
class SlowBodiesTests {

	private static final int AT_A_TIME = 10;

	/** Also what nobody reads, and what is complete before all that was announced. */
	private static final List<String> BEGINNINGS = List.of("""
			POST /regex HTTP/1.1\r
			Host: localhost\r
			Content-Type: application/json\r
			Content-Length: 1000000\r
			\r
			{"pattern\
			""", """
			POST /thumbnails HTTP/1.1\r
			Host: localhost\r
			Transfer-Encoding: chunked\r
			\r
			186A0\r
			image\
			""", """
			POST /regex HTTP/1.1\r
			Host: localhost\r
			Content-Type: application/json\r
			Content-Length: 100000\r
			\r
			{"pattern":"b","text":"abc"}\
			""", """
			POST /nothing/here HTTP/1.1\r
			Host: localhost\r
			Content-Length: 1000000\r
			\r
			""", """
			GET /actuator/health HTTP/1.1\r
			Host: localhost\r
			Content-Length: 1000000\r
			\r
			""", """
			POST /actuator/parallelpools/regex HTTP/1.1\r
			Host: localhost\r
			Content-Type: application/json\r
			Content-Length: 1000000\r
			\r
			{"action"\
			""", """
			POST /actuator/parallelpools/regex HTTP/1.1\r
			Host: localhost\r
			Content-Type: application/x-www-form-urlencoded\r
			Content-Length: 1000000\r
			\r
			action=\
			""", """
			POST /%zz HTTP/1.1\r
			Host: localhost\r
			Content-Length: 1000000\r
			\r
			""");

	private final List<Slow> clients = new ArrayList<>();

	private final AtomicBoolean dripping = new AtomicBoolean(true);

	@LocalServerPort
	int port;

	@AfterEach
	void hangUp() throws IOException {
		this.dripping.set(false);
		for (Slow client : this.clients) {
			client.close();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 1000 })
	void healthAnswersWhileBodiesComeDropByDrop(int count) throws Exception {
		connect(count);
		Thread drops = new Thread(this::drip, "drops");
		drops.start();
		// All but those that were let in have been turned away.
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.clients.stream().filter(Slow::isAnswered).count() >= count - AT_A_TIME);
		for (int i = 0; i < 20; i++) {
			assertThat(new AsyncClient(this.port).get("/actuator/health").join().statusCode()).isEqualTo(200);
		}
		this.dripping.set(false);
		drops.join();
	}

	@Test
	void bodiesThatStopComingKeepNoRequestOfOthersWaiting() throws IOException {
		connect(30);
		assertThat(new AsyncClient(this.port).get("/actuator/health").join().statusCode()).isEqualTo(200);
	}

	@Test
	void aBodyThatComesDropByDropEndsWithTheReason() throws Exception {
		this.clients.add(Slow.connect(this.port, BEGINNINGS.get(0)));
		Thread drops = new Thread(this::drip, "drops");
		drops.start();
		assertThat(this.clients.get(0).answer()).startsWith("HTTP/1.1 408");
		this.dripping.set(false);
		drops.join();
	}

	private void connect(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			this.clients.add(Slow.connect(this.port, BEGINNINGS.get(i % BEGINNINGS.size())));
		}
	}

	private void drip() {
		while (this.dripping.get()) {
			this.clients.forEach(Slow::drip);
			LockSupport.parkNanos(1_000_000);
		}
	}

	/** A client that takes its time. */
	private static final class Slow {

		private final Socket socket;

		private volatile boolean gone;

		private Slow(Socket socket) {
			this.socket = socket;
		}

		static Slow connect(int port, String beginning) throws IOException {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
			return new Slow(socket);
		}

		void drip() {
			try {
				if (!this.gone) {
					this.socket.getOutputStream().write(' ');
				}
			}
			catch (IOException ex) {
				this.gone = true;
			}
		}

		boolean isAnswered() {
			try {
				return this.gone || this.socket.getInputStream().available() > 0;
			}
			catch (IOException ex) {
				return true;
			}
		}

		String answer() throws IOException {
			byte[] answer = new byte[300];
			int length = 0;
			try {
				for (int read; (read = this.socket.getInputStream()
					.read(answer, length, answer.length - length)) > 0;) {
					length += read;
				}
			}
			catch (IOException ex) {
				// The connection is reset behind the answer, as drops have come
				// meanwhile.
				if (length == 0) {
					throw ex;
				}
			}
			return new String(answer, 0, length, StandardCharsets.UTF_8);
		}

		void close() throws IOException {
			this.socket.close();
		}

	}

}
