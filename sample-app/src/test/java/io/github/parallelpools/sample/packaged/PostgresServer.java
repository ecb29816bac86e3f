package io.github.parallelpools.sample.packaged;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import io.github.parallelpools.sample.FreePort;

import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL server from the binaries of this machine, on a free port of the loopback
 * interface, with a data folder of its own. A shell that waits for the end of its input
 * ends it with this JVM, however that ends.
 */
final class PostgresServer implements AutoCloseable {

	static final String USER = "test";

	static final String PASSWORD = UUID.randomUUID().toString();

	private static final String WATCHDOG = "exec 3<&0; \"$@\" >>\"$LOG\" 2>&1 & server=$!; echo $server; (cat <&3; kill -QUIT $server) >/dev/null 2>&1 & wait $server";

	private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

	private final Path folder;

	private final int port;

	private final Process shell;

	private PostgresServer(Path binaries) throws IOException {
		// The server's user has to get there, too.
		this.folder = own(Files.createTempDirectory("postgres"));
		this.port = FreePort.find();
		Path password = own(Files.writeString(this.folder.resolve("password"), PASSWORD));
		String data = this.folder.resolve("data").toString();
		Path log = this.folder.resolve("initdb.log");
		Process initdb = new ProcessBuilder(unprivileged(binaries.resolve("initdb").toString(), "-D", data, "-U", USER,
				"--pwfile=" + password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"))
			.directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		if (initdb.onExit().join().exitValue() != 0) {
			throw new AssertionError("initdb failed: " + Files.readString(log));
		}
		List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHDOG, "sh"));
		command.addAll(unprivileged(binaries.resolve("postgres").toString(), "-D", data, "-p",
				String.valueOf(this.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
				"fsync=off", "-c", "shared_buffers=16MB"));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put("LOG", this.folder.resolve("server.log").toString());
		this.shell = builder.start();
		BufferedReader output = this.shell.inputReader(StandardCharsets.US_ASCII);
		output.readLine();
		await().atMost(RunningSample.PATIENCE).until(this::answers);
	}

	/**
	 * Starts a server. Where there is none the test is skipped, or fails if the property
	 * {@code servers.required} is set.
	 */
	static PostgresServer start() throws IOException {
		Path binaries = binaries();
		String missing = "No initdb and postgres in PATH or below /usr/lib/postgresql";
		if (binaries == null && Boolean.getBoolean("servers.required")) {
			throw new AssertionError(missing + ". Install PostgreSQL, or leave out -Dservers.required.");
		}
		Assumptions.assumeTrue(binaries != null, missing);
		return new PostgresServer(binaries);
	}

	private static @Nullable Path binaries() throws IOException {
		List<Path> places = new ArrayList<>();
		Path versions = Path.of("/usr/lib/postgresql");
		if (Files.isDirectory(versions)) {
			try (Stream<Path> folders = Files.list(versions)) {
				folders.map((version) -> version.resolve("bin")).sorted(Comparator.reverseOrder()).forEach(places::add);
			}
		}
		Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map(Path::of)
			.forEach(places::add);
		return places.stream()
			.filter((place) -> Files.isExecutable(place.resolve("initdb"))
					&& Files.isExecutable(place.resolve("postgres")))
			.findFirst()
			.orElse(null);
	}

	/** PostgreSQL does not run as root. */
	private static List<String> unprivileged(String... command) {
		List<String> all = new ArrayList<>();
		if (ROOT) {
			all.addAll(List.of("setpriv", "--reuid=" + user(), "--clear-groups", "--"));
		}
		all.addAll(List.of(command));
		return all;
	}

	private static String user() {
		try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
			return users.anyMatch((line) -> line.startsWith("postgres:")) ? "postgres" : "nobody";
		}
		catch (IOException ex) {
			return "nobody";
		}
	}

	private static Path own(Path path) throws IOException {
		if (ROOT) {
			Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user()));
		}
		return path;
	}

	private boolean answers() {
		try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD)) {
			return connection.isValid(5);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/** The address for {@code spring.datasource.url}. */
	String url() {
		return "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(this.port);
	}

	@Override
	public void close() throws IOException {
		this.shell.getOutputStream().close();
		this.shell.onExit().join();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
	}

}
