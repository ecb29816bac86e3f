package io.github.parallelpools.cluster.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.FileSystemUtils;

import io.github.parallelpools.fixture.FreePort;

/**
 * A Redis or Valkey server of the distribution, on the loopback interface, with a folder
 * of its own below {@code target}. Ends with the tests' JVM at the latest.
 */
final class RedisProcess implements AutoCloseable {

	private static final ClientResources RESOURCES = DefaultClientResources.create();

	private static final Path FOLDERS = Path.of("target", "redis");

	private final int port;

	private final Path folder;

	private final List<String> options;

	private Process process;

	private RedisProcess(int port, Path folder, List<String> options) {
		this.port = port;
		this.folder = folder;
		this.options = options;
	}

	/**
	 * Starts a server that keeps what it was told.
	 * @param options further options, as {@code --name value}
	 * @return the server, which answers
	 */
	static RedisProcess start(String... options) {
		try {
			Files.createDirectories(FOLDERS);
			RedisProcess server = new RedisProcess(FreePort.find(), Files.createTempDirectory(FOLDERS, "server"),
					List.of(options));
			server.restart();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Starts it again, with what it finds in its folder. That is all if only the process
	 * was killed, as the disk is not waited for: with {@code everysec} it would write
	 * nothing while the disk is slow, up to two seconds.
	 */
	void restart() {
		List<String> command = new ArrayList<>(List.of(binary(), "--bind", "127.0.0.1", "--port", "" + this.port,
				"--dir", this.folder.toAbsolutePath().toString(), "--save", "", "--appendonly", "yes", "--appendfsync",
				"no", "--daemonize", "no"));
		command.addAll(this.options);
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("log").toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		Process started = this.process;
		Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(this::answers);
	}

	/** Ends it at once, as {@code kill -9} does. */
	void kill() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void signal(String signal) {
		try {
			new ProcessBuilder("kill", "-" + signal, "" + pid()).start().waitFor();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Ends it and removes its folder, which may hold much. */
	@Override
	public void close() {
		kill();
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A connection factory as an application has it.
	 * @param port the server's port, or that of something before it
	 * @return the factory, started
	 */
	static LettuceConnectionFactory connect(int port) {
		return connect(port, Duration.ofSeconds(20));
	}

	static LettuceConnectionFactory connect(int port, Duration timeout) {
		return started(new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port),
				LettuceClientConfiguration.builder().commandTimeout(timeout).clientResources(RESOURCES).build()));
	}

	/** A connection for what no application does; the test closes it. */
	static RedisCommands<String, String> admin(int port) {
		return RedisClient.create(RESOURCES, "redis://127.0.0.1:" + port).connect().sync();
	}

	static LettuceConnectionFactory started(LettuceConnectionFactory factory) {
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private boolean answers() {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("The server has ended, see " + this.folder.toAbsolutePath().resolve("log"));
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(5000);
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			InputStream answer = socket.getInputStream();
			return answer.read() == '+';
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String binary() {
		Optional<Path> found = Stream.of("redis-server", "valkey-server")
			.flatMap((name) -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
				.map((folder) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
		if (found.isEmpty() && Boolean.getBoolean("servers.required")) {
			throw new IllegalStateException("No redis-server or valkey-server in PATH, but it is required");
		}
		Assumptions.assumeTrue(found.isPresent(), "No redis-server or valkey-server in PATH");
		return found.orElseThrow().toString();
	}

}
