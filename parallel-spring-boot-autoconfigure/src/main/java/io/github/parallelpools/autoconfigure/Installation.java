package io.github.parallelpools.autoconfigure;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * The instances that share what is in the store, apart from others that use the same
 * database or Redis. Its name is a part of the names of tables and keys.
 *
 * @param name its name, {@code null} if it has none
 */
record Installation(@Nullable String name) {

	private static final String PROPERTY = "cluster.name";

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,25}");

	/** What the names of tables may begin with. */
	private static final int LONGEST_PREFIX = 30;

	/** The one that is configured. */
	static Installation of(Binder binder) {
		Installation found = new Installation(binder.bind("parallel." + PROPERTY, String.class).orElse(null));
		if (found.name != null) {
			require(found.name);
		}
		return found;
	}

	/** Refuses a name that can't be a part of all those names. */
	static void require(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidSettingException(PROPERTY, name,
					"Use 1 to 26 lower-case letters, digits and '-', the first one a letter, or leave it out.");
		}
	}

	/**
	 * What the names of its tables begin with.
	 * @param prefix what is configured for that
	 */
	String tables(String prefix) {
		if (this.name == null) {
			return prefix;
		}
		String whole = prefix + this.name.replace('-', '_') + "_";
		if (whole.length() > LONGEST_PREFIX) {
			throw new InvalidSettingException(PROPERTY, this.name,
					"With 'parallel.cluster.jdbc.table-prefix' the names of tables would begin with '%s'. Have that be at most %s characters."
						.formatted(whole, LONGEST_PREFIX));
		}
		return whole;
	}

	/**
	 * What its keys begin with, in braces.
	 * @param prefix what is configured for that
	 */
	String keys(String prefix) {
		return (this.name != null) ? prefix + ":" + this.name : prefix;
	}

}
