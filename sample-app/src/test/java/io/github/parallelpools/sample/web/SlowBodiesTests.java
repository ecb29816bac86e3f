package io.github.parallelpools.sample.web;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import io.github.parallelpools.sample.AsyncClient;
import io.github.parallelpools.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;

@SampleTest
@TestPropertySource(properties = "server.tomcat.connection-timeout=300ms")
class SlowBodiesTests {

	private static final int CLIENTS = 60;

	private static final String HALF = """
			POST %s HTTP/1.1\r
			Host: localhost\r
			Content-Type: application/json\r
			Content-Length: 100\r
			\r
			{"pattern\
			""";

	@LocalServerPort
	int port;

	@Test
	void bodiesThatStopComingKeepNoRequestOfOthersWaiting() throws IOException {
		List<Socket> clients = new ArrayList<>();
		try {
			for (int i = 0; i < CLIENTS; i++) {
				clients.add(half((i % 2 == 0) ? "/regex" : "/thumbnails"));
			}
			assertThat(new AsyncClient(this.port).get("/actuator/health").join().statusCode()).isEqualTo(200);
			for (Socket client : clients) {
				String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				assertThat(answer).startsWith("HTTP/1.1 408");
			}
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	private Socket half(String path) throws IOException {
		Socket client = new Socket(InetAddress.getLoopbackAddress(), this.port);
		OutputStream out = client.getOutputStream();
		out.write(HALF.formatted(path).getBytes(StandardCharsets.US_ASCII));
		out.flush();
		return client;
	}

}
