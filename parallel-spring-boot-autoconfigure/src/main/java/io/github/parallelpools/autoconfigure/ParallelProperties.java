package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * Everything below {@code parallel}, as it is written. The pools here lack the defaults;
 * {@link ConfiguredPools} has both together.
 *
 * @param shutdownTimeout How long the closing application lets running tasks end before
 * it ends them by force; 0 ends them at once.
 * @param processDirectory Directory in which the private directory for the sockets of
 * worker processes is made. Default is the JVM's directory for temporary files.
 * @param defaults Settings of every pool that does not have its own.
 * @param pools Settings of each pool, by the pool's name.
 */
@ConfigurationProperties(prefix = "parallel", ignoreUnknownFields = false)
record ParallelProperties(@DefaultValue("20s") Duration shutdownTimeout, @Nullable File processDirectory,
		@NestedConfigurationProperty @DefaultValue PoolProperties defaults,
		@DefaultValue Map<String, PoolProperties> pools) {

	private static final Duration LONGEST = Duration.ofDays(1);

	ParallelProperties {
		if (shutdownTimeout.isNegative() || shutdownTimeout.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException("shutdown-timeout", shutdownTimeout,
					"Set it to 0 or more, and to at most a day.");
		}
	}

}
