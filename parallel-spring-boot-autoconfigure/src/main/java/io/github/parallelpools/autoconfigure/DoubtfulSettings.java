package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.OvertimePolicy;

/**
 * Warns of settings that are possible but hardly meant: times and sizes without a unit,
 * and a policy for a limit that there is not. Refuses nothing.
 */
final class DoubtfulSettings {

	private static final Log logger = LogFactory.getLog(DoubtfulSettings.class);

	private static final Pattern NUMBER = Pattern.compile("[-+]?0*[1-9][0-9]*");

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("parallel");

	private static final String POLICY = "overtime-policy";

	private static final String LIMIT = "worker-overtime";

	private final Environment environment;

	DoubtfulSettings(Environment environment) {
		this.environment = environment;
	}

	void warn(Collection<ConfiguredPool> pools) {
		warnOfUnits(ParallelProperties.class, ROOT);
		warnOfUnits(PoolProperties.class, PoolName.DEFAULTS);
		for (ConfiguredPool pool : pools) {
			warnOfUnits(PoolProperties.class, pool.name().property());
			warnOfPolicy(pool);
		}
		if (!pools.isEmpty() && isWritten(PoolName.DEFAULTS.append(POLICY))
				&& pools.stream().allMatch((pool) -> isWithoutLimit(pool) && hasPolicy(pool))) {
			warnOfPolicy("'parallel.defaults." + POLICY + "'");
		}
	}

	private void warnOfUnits(Class<?> type, ConfigurationPropertyName prefix) {
		KnownProperties.values(type).forEach((name, valueType) -> {
			if (valueType == Duration.class || valueType == DataSize.class) {
				warnOfUnit(WrittenProperty.find(this.environment, prefix.append(name)), valueType == Duration.class);
			}
		});
	}

	private void warnOfUnit(WrittenProperty written, boolean isTime) {
		String value = this.environment.resolvePlaceholders(written.text("")).strip();
		if (NUMBER.matcher(value).matches()) {
			logger.warn("'%s' is %s without a unit, which means %s. Write it with its unit, as in '%s'.".formatted(
					written.name(), value, isTime ? value + " ms" : value + " bytes",
					value + (isTime ? "s' or '" + value + "ms" : "MB' or '" + value + "B")));
		}
	}

	private void warnOfPolicy(ConfiguredPool pool) {
		ConfigurationPropertyName own = pool.name().property(POLICY);
		if (hasPolicy(pool) && isWithoutLimit(pool) && isWritten(own)) {
			warnOfPolicy("Pool '" + pool.name() + "': '" + POLICY + "'");
		}
	}

	private static void warnOfPolicy(String subject) {
		logger.warn(subject + " has no effect without '" + LIMIT + "', as tasks may run for as long as they like then. "
				+ "Set '" + LIMIT + "' too, as in '" + LIMIT + ": 30s'.");
	}

	private static boolean hasPolicy(ConfiguredPool pool) {
		return pool.properties().overtimePolicy() != OvertimePolicy.IGNORE;
	}

	/** Not if the limit is switched off where somebody has thought of it. */
	private boolean isWithoutLimit(ConfiguredPool pool) {
		return pool.properties().workerOvertime().isZero() && !isWritten(pool.name().property(LIMIT))
				&& !isWritten(PoolName.DEFAULTS.append(LIMIT));
	}

	private boolean isWritten(ConfigurationPropertyName name) {
		return WrittenProperty.find(this.environment, name).value() != null;
	}

}
