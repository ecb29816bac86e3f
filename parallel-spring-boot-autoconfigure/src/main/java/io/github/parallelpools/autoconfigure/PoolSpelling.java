package io.github.parallelpools.autoconfigure;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.parallelpools.pool.PoolSettings;

/**
 * Refuses pools whose names would not be what somebody has written: lists, which have no
 * names, names of which Boot drops characters, and two names of one source that are one
 * to Boot. So it does with keys of arguments and the like. Looks at the names of
 * properties as they are written; knows nothing of their values, nor of variables of the
 * environment, which have a spelling of their own.
 */
final class PoolSpelling {

	private static final Pattern PROPERTY = Pattern
		.compile("(?is)\\Qparallel.pools\\E(?:\\.(?<plain>[^.\\[\\]]+)|\\[(?<quoted>[^\\]]*)\\]).*");

	private static final Pattern KEPT = Pattern.compile("[A-Za-z0-9_-]+");

	/** What stands below the maps of a pool whose keys may be anything. */
	private static final Pattern KEY = Pattern
		.compile("(?is)\\Qparallel.pools\\E\\.(?<pool>[^.\\[\\]]+)\\.(?<map>args|process\\.environment"
				+ "|process\\.system[-_]?properties|logging\\.factory[-_]?args)\\.(?<key>[^\\[\\]]+)");

	private static final Pattern KEPT_OF_KEY = Pattern.compile("[A-Za-z0-9_.-]+");

	private static final Pattern NUMBER = Pattern.compile("\\d+");

	private PoolSpelling() {
	}

	/**
	 * Refuses names that would become others.
	 * @param environment where pools are configured
	 */
	static void check(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> written
					&& !(written instanceof SystemEnvironmentPropertySource)) {
				check(written);
			}
		}
	}

	private static void check(EnumerablePropertySource<?> source) {
		Map<String, String> spellings = new HashMap<>();
		for (String property : source.getPropertyNames()) {
			Matcher matcher = PROPERTY.matcher(property);
			if (matcher.matches()) {
				String plain = matcher.group("plain");
				String quoted = matcher.group("quoted");
				if (quoted != null && NUMBER.matcher(quoted).matches()) {
					throw list(quoted, source.getProperty("parallel.pools[" + quoted + "].name"));
				}
				if (plain != null) {
					checkPlain(plain, spellings);
					checkKey(KEY.matcher(property));
				}
			}
		}
	}

	private static void checkPlain(String name, Map<String, String> spellings) {
		if (!KEPT.matcher(name).matches()) {
			throw refusal(name, "loses characters, as only letters without accents, digits, dashes and underscores "
					+ "count in the name of a property", loss(name));
		}
		String other = spellings.putIfAbsent(uniform(name), name);
		if (other != null && !other.equals(name)) {
			List<String> both = Arrays.asList(name, other);
			both.sort(null);
			throw refusal(both.get(0),
					"is the same name as '%s', as dashes, underscores and case do not count".formatted(both.get(1)),
					"Give one of the two pools another name. If they are meant to be one, write its name in one way.");
		}
	}

	private static void checkKey(Matcher written) {
		if (written.matches() && !KEPT_OF_KEY.matcher(written.group("key")).matches()) {
			String key = written.group("key");
			String pool = written.group("pool");
			throw new PoolConfigurationException(
					new PoolName(pool, ConfigurationPropertyName.adapt(PoolName.POOLS + "." + pool, '.')),
					ConfigurationPropertyName.adapt(written.group("map"), '.').toString(), key,
					"is a key that loses characters, as only letters without accents, digits, dashes, underscores and "
							+ "dots count in the name of a property",
					"Write it in brackets: '[%s]'.".formatted(key));
		}
	}

	private static PoolConfigurationException list(String index, @Nullable Object name) {
		String example = (name != null && PoolSettings.isName(name.toString())) ? name.toString() : "<name>";
		return refusal(index, "is a number, as of a list: pools have names and are no list",
				"Write each pool below its name, without a dash before it: 'parallel.pools.%s.max-size: 4'."
					.formatted(example));
	}

	private static String loss(String name) {
		String ascii = Normalizer.normalize(name, Normalizer.Form.NFD)
			.replaceAll("\\p{M}", "")
			.replaceAll("[^A-Za-z0-9_]+", "-")
			.replaceAll("^[-_]+|[-_]+$", "");
		return PoolSettings.isName(ascii) ? "Call it '%s'.".formatted(ascii)
				: "Use letters from a to z, digits and dashes, as in 'io-bound'.";
	}

	private static PoolConfigurationException refusal(String name, String reason, String remedy) {
		ConfigurationPropertyName property = ConfigurationPropertyName.adapt(PoolName.POOLS + "." + name, '.');
		return new PoolConfigurationException(new PoolName(name, property), "", null, reason, remedy);
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

}
