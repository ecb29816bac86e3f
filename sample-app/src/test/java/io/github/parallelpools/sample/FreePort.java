package io.github.parallelpools.sample;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers that bind them later, or twice. */
public final class FreePort {

	private FreePort() {
	}

	/**
	 * Looks for a port.
	 * @return a free port outside the range from which the system hands out ports
	 * @throws IOException if none can be looked for
	 */
	public static int find() throws IOException {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return probe.getLocalPort();
			}
			catch (BindException ex) {
				// The port is taken.
			}
		}
	}

}
