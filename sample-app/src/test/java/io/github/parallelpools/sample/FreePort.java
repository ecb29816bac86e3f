package io.github.parallelpools.sample;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** For what is to have the same port again, or has it a while after it was looked for. */
public final class FreePort {

	private FreePort() {
	}

	/**
	 * Looks for a port.
	 * @return one that is free, and that the system gives to nobody who takes any
	 * @throws IOException if none can be looked for
	 */
	public static int find() throws IOException {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return probe.getLocalPort();
			}
			catch (BindException ex) {
				// Somebody has it.
			}
		}
	}

}
