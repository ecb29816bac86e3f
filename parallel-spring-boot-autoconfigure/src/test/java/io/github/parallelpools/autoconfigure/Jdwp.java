package io.github.parallelpools.autoconfigure;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** As much of a debugger as it takes to be one: it shakes hands and resumes. */
final class Jdwp implements AutoCloseable {

	private static final byte[] HANDSHAKE = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);

	private final Socket socket;

	private Jdwp(Socket socket) {
		this.socket = socket;
	}

	/** Connects, as soon as somebody listens. */
	static Jdwp attach(int port) {
		return await().atMost(Duration.ofSeconds(60))
			.ignoreExceptions()
			.until(() -> shakeHands(port), (debugger) -> debugger != null);
	}

	private static Jdwp shakeHands(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(60_000);
		socket.getOutputStream().write(HANDSHAKE);
		byte[] answer = new byte[HANDSHAKE.length];
		new DataInputStream(socket.getInputStream()).readFully(answer);
		assertThat(answer).isEqualTo(HANDSHAKE);
		return new Jdwp(socket);
	}

	static boolean isListening(InetAddress address, int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(address, port), 5_000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** The command {@code VirtualMachine.Resume}. */
	void resume() throws IOException {
		this.socket.getOutputStream()
			.write(ByteBuffer.allocate(11).putInt(11).putInt(1).put((byte) 0).put((byte) 1).put((byte) 9).array());
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
