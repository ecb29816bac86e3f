package io.github.parallelpools.cluster.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL server from the binaries of this machine, on a free port of the loopback
 * interface, with a data folder of its own. It ends with this JVM, however that ends: a
 * shell that waits for the end of its input ends it.
 */
public final class PostgresServer {

	private static final String PASSWORD = UUID.randomUUID().toString();

	private static final String WATCHDOG = "exec 3<&0; \"$@\" >>\"$LOG\" 2>&1 & server=$!; echo $server; (cat <&3; kill -QUIT $server) >/dev/null 2>&1 & wait $server";

	private static @Nullable PostgresServer shared;

	private final Path binaries;

	private final Path folder;

	private final int port;

	private @Nullable Process shell;

	private long process;

	private PostgresServer(Path binaries) {
		this.binaries = binaries;
		try {
			this.port = freePort();
			this.folder = Files.createTempDirectory(parent(), "postgres");
			own(this.folder);
			initialize();
			start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
	}

	private static int freePort() throws IOException {
		try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return probe.getLocalPort();
		}
	}

	/**
	 * The server of this JVM; is started when it is first asked for. Where there is none,
	 * the test is skipped, or fails if the property {@code servers.required} is set.
	 */
	public static synchronized PostgresServer shared() {
		if (shared == null) {
			Path binaries = binaries();
			if (binaries == null && Boolean.getBoolean("servers.required")) {
				throw new AssertionError(
						"No initdb and postgres in PATH or below /usr/lib/postgresql. Install PostgreSQL, or leave out -Dservers.required.");
			}
			Assumptions.assumeTrue(binaries != null,
					"PostgreSQL is not installed: no initdb and postgres in PATH or below /usr/lib/postgresql.");
			shared = new PostgresServer(binaries);
		}
		return shared;
	}

	private static @Nullable Path binaries() {
		List<Path> places = new ArrayList<>();
		try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
			versions
				.sorted(Comparator.comparing((Path path) -> path.getFileName().toString().length())
					.thenComparing(Path::toString)
					.reversed())
				.map((version) -> version.resolve("bin"))
				.forEach(places::add);
		}
		catch (IOException ex) {
			// None there
		}
		Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of).forEach(places::add);
		return places.stream()
			.filter((place) -> Files.isExecutable(place.resolve("initdb"))
					&& Files.isExecutable(place.resolve("postgres")))
			.findFirst()
			.orElse(null);
	}

	/** The build's folder, if the server's user gets there. */
	private static Path parent() throws IOException {
		Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
		for (Path path = target; path != null; path = path.getParent()) {
			if (isRoot() && !Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
				return Path.of(System.getProperty("java.io.tmpdir"));
			}
		}
		return target;
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	/** PostgreSQL does not run as root. */
	private static List<String> unprivileged(String... command) {
		List<String> all = new ArrayList<>();
		if (isRoot()) {
			all.addAll(List.of("setpriv", "--reuid=" + user(), "--clear-groups", "--"));
		}
		all.addAll(List.of(command));
		return all;
	}

	private static String user() {
		try {
			return Files.readString(Path.of("/etc/passwd")).lines().anyMatch((line) -> line.startsWith("postgres:"))
					? "postgres" : "nobody";
		}
		catch (IOException ex) {
			return "nobody";
		}
	}

	private static void own(Path path) throws IOException {
		if (isRoot()) {
			Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user()));
		}
	}

	private void initialize() throws IOException {
		Path password = Files.writeString(this.folder.resolve("password"), PASSWORD);
		own(password);
		Path log = this.folder.resolve("initdb.log");
		Process initdb = new ProcessBuilder(unprivileged(this.binaries.resolve("initdb").toString(), "-D",
				this.folder.resolve("data").toString(), "-U", "test", "--pwfile=" + password, "-A", "scram-sha-256",
				"-E", "UTF8", "--locale=C", "--no-sync"))
			.directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		if (initdb.onExit().join().exitValue() != 0) {
			throw new AssertionError("initdb failed: " + Files.readString(log));
		}
	}

	/** Starts the server, also while what is left of one that was killed still ends. */
	private void start() {
		await().atMost(Duration.ofSeconds(60)).until(() -> {
			launch();
			while (this.shell.isAlive()) {
				try (Connection connection = source().getConnection()) {
					return true;
				}
				catch (SQLException ex) {
					Thread.onSpinWait();
				}
			}
			end();
			return false;
		});
	}

	private void launch() throws IOException {
		List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHDOG, "sh"));
		command.addAll(unprivileged(this.binaries.resolve("postgres").toString(), "-D",
				this.folder.resolve("data").toString(), "-p", String.valueOf(this.port), "-c",
				"listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
				"fsync=" + System.getProperty("postgres.fsync", "off"), "-c", "shared_buffers=16MB"));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put("LOG", this.folder.resolve("server.log").toString());
		this.shell = builder.start();
		BufferedReader output = this.shell.inputReader(StandardCharsets.US_ASCII);
		this.process = Long.parseLong(output.readLine());
	}

	private void end() {
		try {
			this.shell.getOutputStream().close();
			this.shell.onExit().join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void remove() {
		end();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Opens connections that nobody pools. */
	public PGSimpleDataSource source() {
		PGSimpleDataSource source = new PGSimpleDataSource();
		source.setServerNames(new String[] { "127.0.0.1" });
		source.setPortNumbers(new int[] { this.port });
		source.setDatabaseName("postgres");
		source.setUser("test");
		source.setPassword(PASSWORD);
		return source;
	}

	/** The address for {@code spring.datasource.url}. */
	public String url() {
		return "jdbc:postgresql://127.0.0.1:%d/postgres?user=test&password=%s".formatted(this.port, PASSWORD);
	}

	/** Kills the server. What it has committed is there when it starts again. */
	public void kill() {
		ProcessHandle.of(this.process).ifPresent((handle) -> {
			handle.destroyForcibly();
			handle.onExit().join();
		});
		end();
	}

	/** Starts the server that was killed. */
	public void revive() {
		start();
	}

	/** Kills the process of one connection, after which the server ends all others. */
	public void crash(int backend) {
		ProcessHandle.of(backend).ifPresent(ProcessHandle::destroyForcibly);
	}

}
