package io.github.parallelpools.benchmarks.program;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;

import io.github.parallelpools.benchmarks.Effort;

/**
 * The floor of a task of a cluster: a row of 100 bytes that is written and committed, or
 * such a value that Redis has written. A task is written twice at least: when it is
 * accepted, and when it has ended.
 */
public final class OneCommit {

	private static final byte[] VALUE = new byte[100];

	/** Writes a value. */
	private interface Write {

		void run() throws Exception;

	}

	private OneCommit() {
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		if (arguments[4].equals("jdbc")) {
			jdbc(arguments[5], effort);
		}
		else {
			redis(URI.create(arguments[5]), effort);
		}
	}

	private static void jdbc(String address, Effort effort) throws Exception {
		try (Connection connection = DriverManager.getConnection(address);
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE IF NOT EXISTS one_commit (v bytea)");
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO one_commit VALUES (?)")) {
				insert.setBytes(1, VALUE);
				measure(insert::executeUpdate, effort);
			}
			statement.execute("DROP TABLE one_commit");
		}
	}

	private static void redis(URI address, Effort effort) throws Exception {
		byte[] command = "*3\r\n$3\r\nSET\r\n$10\r\none-commit\r\n$100\r\n%s\r\n".formatted("x".repeat(VALUE.length))
			.getBytes(StandardCharsets.US_ASCII);
		try (Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
			socket.setTcpNoDelay(true);
			measure(() -> {
				socket.getOutputStream().write(command);
				byte[] answer = socket.getInputStream().readNBytes("+OK\r\n".length());
				if (answer[0] != '+') {
					throw new IllegalStateException(new String(answer, StandardCharsets.US_ASCII));
				}
			}, effort);
		}
	}

	private static void measure(Write write, Effort effort) throws Exception {
		run(write, effort.warmUp());
		run(write, effort.time()).printMicros();
	}

	private static Measured run(Write write, Duration time) throws Exception {
		Measured measured = new Measured();
		long begin = System.nanoTime();
		long end = begin + time.toNanos();
		while (begin < end) {
			write.run();
			long now = System.nanoTime();
			measured.add(now - begin);
			begin = now;
		}
		return measured;
	}

}
