package io.github.parallelpools.benchmarks.program;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.parallelpools.benchmarks.Effort;

/** The floor of one in flight: 64 bytes to another JVM and back, and nothing else. */
public final class PingPong {

	private static final int SIZE = 64;

	private PingPong() {
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		Path directory = Files.createTempDirectory("ping");
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(address);
			Process child = BareJvm.start(Echo.class, address.toString());
			try (SocketChannel channel = server.accept()) {
				run(channel, effort.warmUp());
				run(channel, effort.time()).printMicros();
			}
			child.waitFor();
		}
		finally {
			Files.deleteIfExists(address.getPath());
			Files.delete(directory);
		}
	}

	private static Measured run(SocketChannel channel, Duration time) throws IOException {
		Measured measured = new Measured();
		ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		while (begin < end) {
			channel.write(buffer.clear());
			read(channel, buffer);
			long now = System.nanoTime();
			measured.add(now - begin);
			begin = now;
		}
		return measured;
	}

	/** Returns whether there was something to read. */
	private static boolean read(SocketChannel channel, ByteBuffer buffer) throws IOException {
		buffer.clear();
		while (buffer.hasRemaining()) {
			if (channel.read(buffer) < 0) {
				return false;
			}
		}
		return true;
	}

	/** The other JVM. */
	static final class Echo {

		public static void main(String[] arguments) throws IOException {
			ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
			try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
				while (read(channel, buffer)) {
					channel.write(buffer.flip());
				}
			}
		}

	}

}
