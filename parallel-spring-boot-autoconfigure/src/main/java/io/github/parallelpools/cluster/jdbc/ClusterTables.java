package io.github.parallelpools.cluster.jdbc;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where the tables of a cluster are, and what they are called.
 *
 * @param schema the database's schema, {@code null} for that of the connections
 * @param prefix what the names of all tables begin with
 */
public record ClusterTables(@Nullable String schema, String prefix) {

	/** What names begin with if nothing else is said. */
	public static final String PREFIX = "pp_";

	private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

	private static final Pattern START = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,29}");

	private static final Pattern TABLES = Pattern.compile("\\bpp_(node|task|lock|map|desired|token)\\b");

	/**
	 * Names tables.
	 * @throws IllegalArgumentException if a name is none that a database takes unquoted,
	 * as it becomes a part of statements
	 */
	public ClusterTables {
		if (schema != null && !SCHEMA.matcher(schema).matches()) {
			throw new IllegalArgumentException(
					"The schema '%s' is no identifier. Use letters, digits and '_' only, at most 63, the first no digit."
						.formatted(schema));
		}
		if (!START.matcher(prefix).matches()) {
			throw new IllegalArgumentException(
					"The table prefix '%s' is no start of an identifier. Use letters, digits and '_' only, at most 30, the first no digit."
						.formatted(prefix));
		}
	}

	/** Writes the names into a statement, in which {@code @} stands before each. */
	String in(String statement) {
		return statement.replace("@", qualifier() + this.prefix);
	}

	/**
	 * Writes the names into a script. Those of indexes and constraints have no schema.
	 */
	String inScript(String script) {
		String qualified = TABLES.matcher(script).replaceAll(qualifier() + "\u0000$1");
		return qualified.replaceAll("\\bpp_", this.prefix).replace("\u0000", this.prefix);
	}

	private String qualifier() {
		return (this.schema != null) ? this.schema + "." : "";
	}

	@Override
	public String toString() {
		return qualifier() + this.prefix + "*";
	}

}
