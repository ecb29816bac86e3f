package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

/**
 * Has the JVM initialise what the start of a worker process needs, while it can: a class
 * whose initialisation fails once, as there is no file descriptor left in that moment,
 * can never be used again. Nothing is left open.
 */
final class Forethought {

	private static final System.Logger logger = System.getLogger(Forethought.class.getName());

	private Forethought() {
	}

	/** Uses once what is used later. Does nothing but tell if it can't. */
	static void take() {
		try {
			channels();
			processes();
			new SecureRandom().nextLong();
			TimeZone.getTimeZone(TimeZone.getDefault().getID());
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			logger.log(System.Logger.Level.WARNING,
					"What worker processes need could not be tried in advance; they may not start", ex);
		}
	}

	private static void channels() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
				SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
				Selector selector = Selector.open()) {
			client.configureBlocking(false);
			selector.selectNow();
			server.configureBlocking(false);
		}
	}

	private static void processes() {
		ProcessHandle.current().info().command();
		Map<String, String> unused = new ProcessBuilder(List.of()).environment();
		unused.clear();
		try {
			Class.forName("java.lang.ProcessImpl");
		}
		catch (ClassNotFoundException ex) {
			// Another JVM has it elsewhere, and may need no descriptor for it.
			return;
		}
	}

}
