package io.github.parallelpools.cluster.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * A MariaDB server from the binaries of this machine. Its user is root without a
 * password, as the server is reached from this machine only, and has no data of anybody.
 */
public final class MariaServer extends LocalServer {

	private static @Nullable MariaServer shared;

	private final Path binary;

	private MariaServer(Path binary, Path installer) {
		super("mariadb", List.of("mysql"));
		this.binary = binary;
		try {
			initialize(installer.toString(), "--no-defaults", "--datadir=" + folder().resolve("data"),
					"--auth-root-authentication-method=normal", "--skip-test-db");
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
	public static synchronized MariaServer shared() {
		if (shared == null) {
			Path binary = find("mariadbd");
			Path installer = find("mariadb-install-db");
			require(binary != null && installer != null && find("my_print_defaults") != null,
					"No mariadbd, mariadb-install-db and my_print_defaults in PATH or /usr/sbin",
					"Install MariaDB's server and client");
			shared = new MariaServer(binary, installer);
		}
		return shared;
	}

	private static @Nullable Path find(String name) {
		return Stream.concat(Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
			.map((place) -> Path.of(place, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	@Override
	List<String> command() {
		return List.of(this.binary.toString(), "--no-defaults", "--datadir=" + folder().resolve("data"),
				"--port=" + port(), "--bind-address=127.0.0.1", "--skip-name-resolve",
				"--socket=" + folder().resolve("socket"), "--pid-file=" + folder().resolve("pid"),
				"--innodb-buffer-pool-size=16M", "--skip-log-bin");
	}

	@Override
	String end() {
		return "KILL";
	}

	@Override
	public MariaDbDataSource source() {
		try {
			return new MariaDbDataSource(url());
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The address for {@code spring.datasource.url}. */
	public String url() {
		return "jdbc:mariadb://127.0.0.1:%d/cluster?user=root&createDatabaseIfNotExist=true".formatted(port());
	}

}
