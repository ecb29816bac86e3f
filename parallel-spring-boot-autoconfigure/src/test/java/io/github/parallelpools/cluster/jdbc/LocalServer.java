package io.github.parallelpools.cluster.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import io.github.parallelpools.fixture.FreePort;

import static org.awaitility.Awaitility.await;

/**
 * A database's server from the binaries of this machine, on a free port of the loopback
 * interface, with a data folder of its own. It ends with this JVM, however that ends: a
 * shell that waits for the end of its input ends it.
 */
abstract class LocalServer {

	private static final String WATCHDOG = "exec 3<&0; \"$@\" >>\"$LOG\" 2>&1 & server=$!; echo $server; (cat <&3; kill -$END $server) >/dev/null 2>&1 & wait $server";

	private final String user;

	private final Path folder;

	private final int port;

	private @Nullable Process shell;

	private long process;

	/**
	 * Makes the folder of a server, which is not started.
	 * @param name a short name for files
	 * @param users who runs it if this JVM is root's; the first that there is
	 */
	LocalServer(String name, List<String> users) {
		this.user = user(users);
		try {
			this.port = FreePort.find();
			this.folder = Files.createTempDirectory(parent(), name);
			own(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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

	private static String user(List<String> users) {
		try {
			List<String> lines = Files.readAllLines(Path.of("/etc/passwd"));
			return users.stream()
				.filter((user) -> lines.stream().anyMatch((line) -> line.startsWith(user + ":")))
				.findFirst()
				.orElse("nobody");
		}
		catch (IOException ex) {
			return "nobody";
		}
	}

	/** Such servers do not run as root. */
	private List<String> unprivileged(List<String> command) {
		List<String> all = new ArrayList<>();
		if (isRoot()) {
			all.addAll(List.of("setpriv", "--reuid=" + this.user, "--clear-groups", "--"));
		}
		all.addAll(command);
		return all;
	}

	/** Gives a file to the server's user. */
	final Path own(Path path) throws IOException {
		if (isRoot()) {
			Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(this.user));
		}
		return path;
	}

	final Path folder() {
		return this.folder;
	}

	final int port() {
		return this.port;
	}

	/** Opens connections that nobody pools. */
	abstract DataSource source();

	/** The command that starts the server. */
	abstract List<String> command();

	/** The signal that ends the server at once. */
	abstract String end();

	/** Runs a command that makes the server's data. */
	final void initialize(String... command) throws IOException {
		Path log = this.folder.resolve("initialize.log");
		Process process = new ProcessBuilder(unprivileged(List.of(command))).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		if (process.onExit().join().exitValue() != 0) {
			throw new AssertionError(command[0] + " failed: " + Files.readString(log));
		}
	}

	/** Starts the server, also while what is left of one that was killed still ends. */
	final void start() {
		if (this.shell == null) {
			Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
		}
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
			stop();
			return false;
		});
	}

	private void launch() throws IOException {
		List<String> command = new ArrayList<>(List.of("sh", "-c", WATCHDOG, "sh"));
		command.addAll(unprivileged(command()));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put("LOG", this.folder.resolve("server.log").toString());
		builder.environment().put("END", end());
		this.shell = builder.start();
		BufferedReader output = this.shell.inputReader(StandardCharsets.US_ASCII);
		this.process = Long.parseLong(output.readLine());
	}

	private void stop() {
		try {
			this.shell.getOutputStream().close();
			this.shell.onExit().join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void remove() {
		stop();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Kills the server. What it has committed is there when it starts again. */
	public final void kill() {
		ProcessHandle.of(this.process).ifPresent((handle) -> {
			handle.destroyForcibly();
			handle.onExit().join();
		});
		stop();
	}

	/** Starts the server that was killed. */
	public final void revive() {
		start();
	}

	/**
	 * The test is skipped without the server's binaries, or fails if they are required.
	 */
	static void require(boolean found, String missing, String remedy) {
		if (!found && Boolean.getBoolean("servers.required")) {
			throw new AssertionError("%s. %s, or leave out -Dservers.required.".formatted(missing, remedy));
		}
		Assumptions.assumeTrue(found, missing);
	}

}
