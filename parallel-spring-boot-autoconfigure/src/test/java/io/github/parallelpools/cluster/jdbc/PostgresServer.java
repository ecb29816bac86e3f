package io.github.parallelpools.cluster.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server from the binaries of this machine. */
public final class PostgresServer extends LocalServer {

	private static final String PASSWORD = UUID.randomUUID().toString();

	private static @Nullable PostgresServer shared;

	private final Path binaries;

	private PostgresServer(Path binaries) {
		super("postgres", List.of("postgres"));
		this.binaries = binaries;
		try {
			Path password = own(Files.writeString(folder().resolve("password"), PASSWORD));
			initialize(binaries.resolve("initdb").toString(), "-D", folder().resolve("data").toString(), "-U", "test",
					"--pwfile=" + password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start();
	}

	/**
	 * The server of this JVM; is started when it is first asked for. Where there is none,
	 * the test is skipped, or fails if the property {@code servers.required} is set.
	 */
	public static synchronized PostgresServer shared() {
		if (shared == null) {
			Path binaries = binaries();
			require(binaries != null, "No initdb and postgres in PATH or below /usr/lib/postgresql",
					"Install PostgreSQL");
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

	@Override
	List<String> command() {
		return List.of(this.binaries.resolve("postgres").toString(), "-D", folder().resolve("data").toString(), "-p",
				String.valueOf(port()), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
				"fsync=" + System.getProperty("postgres.fsync", "off"), "-c", "shared_buffers=16MB");
	}

	@Override
	String end() {
		return "QUIT";
	}

	@Override
	public PGSimpleDataSource source() {
		PGSimpleDataSource source = new PGSimpleDataSource();
		source.setServerNames(new String[] { "127.0.0.1" });
		source.setPortNumbers(new int[] { port() });
		source.setDatabaseName("postgres");
		source.setUser("test");
		source.setPassword(PASSWORD);
		return source;
	}

	/** The address for {@code spring.datasource.url}. */
	public String url() {
		return "jdbc:postgresql://127.0.0.1:%d/postgres?user=test&password=%s".formatted(port(), PASSWORD);
	}

	/** Kills the process of one connection, after which the server ends all others. */
	public void crash(int backend) {
		ProcessHandle.of(backend).ifPresent(ProcessHandle::destroyForcibly);
	}

}
