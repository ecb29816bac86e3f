package io.github.parallelpools.worker.process.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.github.parallelpools.worker.process.wire.Connection;

/**
 * The main class of a worker process. Its arguments are the paths of the file for the
 * {@link BeginMark} and of the application's socket; the token that opens the socket
 * comes as a line of the standard input.
 */
public final class ChildMain {

	/** The exit code of a worker that can't become what it was told to be. */
	public static final int REFUSED = 78;

	/** The exit code of a worker whose application has gone. */
	public static final int ORPHANED = 79;

	/** What a message may have before the application has said more. */
	private static final long FIRST_MESSAGES = 16L * 1024 * 1024;

	private ChildMain() {
	}

	/**
	 * Runs the worker; returns never.
	 * @param args the paths of the file and of the socket
	 */
	public static void main(String[] args) {
		int exitCode;
		try {
			Preparation preparation = Preparation.begin();
			DefaultZone.restore();
			exitCode = run(Path.of(args[0]), args[1], preparation);
		}
		catch (IOException ex) {
			System.err.println("The worker can't reach its application: " + ex);
			exitCode = ORPHANED;
		}
		catch (Throwable ex) {
			// This thread must not end alone: others that tasks have started would keep
			// the process, which serves nobody any more.
			ex.printStackTrace();
			exitCode = 1;
		}
		System.exit(exitCode);
	}

	private static int run(Path begun, String socket, Preparation preparation) throws IOException {
		String token = readToken();
		SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
		Connection connection = new Connection(channel, FIRST_MESSAGES);
		return new ChildSession(connection, BeginMark.map(begun), preparation).run(token);
	}

	private static String readToken() throws IOException {
		String token = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
		if (token == null) {
			throw new IOException("its token is missing");
		}
		return token;
	}

}
