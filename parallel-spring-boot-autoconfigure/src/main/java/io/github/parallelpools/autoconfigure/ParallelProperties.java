package io.github.parallelpools.autoconfigure;

import java.io.File;
import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.shared.store.MapLimits;
import io.github.parallelpools.worker.process.launch.ProcessDirectory;

/**
 * Everything below {@code parallel}, as it is written. The pools here lack the defaults;
 * {@link ConfiguredPools} has both together.
 *
 * @param shutdownTimeout How long the closing application lets running tasks end before
 * it ends them by force; 0 ends them at once.
 * @param supervisionInterval How often the sizes of backlogs and of the application's
 * queues are asked for, which have no event of their own; all else happens at once.
 * @param processDirectory Directory in which the private directory for the sockets of
 * worker processes is made. Default is the JVM's directory for temporary files.
 * @param allowUnsafeProcessDirectory Whether worker processes may start although other
 * users can rename what is in that directory, and so have their own code run.
 * @param memoryBudget How much memory all worker processes may take together, each with
 * its maximal heap and 80MB beside it. Without one, there is no limit.
 * @param replay File that a dead letter was written to: instead of starting, the
 * application runs its task once in a worker process, tells how it ended, and ends.
 * @param shared What shared maps may hold, and what the application decodes of them.
 * @param cluster What this instance is in the cluster.
 * @param defaults Settings of every pool that does not have its own.
 * @param pools Settings of each pool, by the pool's name.
 */
@ConfigurationProperties(prefix = "parallel", ignoreUnknownFields = false)
record ParallelProperties(@DefaultValue("20s") Duration shutdownTimeout,
		@DefaultValue("100ms") Duration supervisionInterval, @Nullable File processDirectory,
		boolean allowUnsafeProcessDirectory, @Nullable DataSize memoryBudget, @Nullable File replay,
		@DefaultValue Shared shared, @NestedConfigurationProperty @DefaultValue ClusterProperties cluster,
		@NestedConfigurationProperty @DefaultValue PoolProperties defaults,
		@DefaultValue Map<String, PoolProperties> pools) {

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);

	ParallelProperties {
		if (shutdownTimeout.isNegative() || shutdownTimeout.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException("shutdown-timeout", shutdownTimeout,
					"Set it to 0 or more, and to at most a day.");
		}
		if (supervisionInterval.compareTo(SHORTEST_INTERVAL) < 0 || supervisionInterval.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException("supervision-interval", supervisionInterval,
					"Set it to 1ms or more, and to at most a day.");
		}
		if (memoryBudget != null && (memoryBudget.isNegative() || memoryBudget.toBytes() == 0)) {
			throw new InvalidSettingException("memory-budget", memoryBudget,
					"Set it to more than 0, or remove it for no limit.");
		}
	}

	/** Where the private directory of the worker processes is made. */
	ProcessDirectory workerDirectory() {
		return new ProcessDirectory((this.processDirectory != null) ? this.processDirectory.toPath() : null,
				this.allowUnsafeProcessDirectory);
	}

	/** The budget in bytes, 0 for no limit. */
	long memoryBudgetBytes() {
		return (this.memoryBudget != null) ? this.memoryBudget.toBytes() : 0;
	}

	/**
	 * What shared maps may hold, and what the application decodes of them. Worker
	 * processes have the limits of their pools for single values.
	 *
	 * @param serialFilter Pattern for the classes that the application may decode from
	 * shared maps, as of java.io.ObjectInputFilter. Of what it does not name, those may
	 * that are its own, that it has put there, or that are values; '*' allows all.
	 * @param maxValue Largest size of an encoded value that the application puts into a
	 * shared map.
	 * @param maxEntries How many keys one shared map may have.
	 * @param maxMapBytes How much memory one shared map may take. Default is max-bytes.
	 * @param maxBytes How much memory of the application all shared maps may take
	 * together. Default is a quarter of its maximal heap.
	 */
	record Shared(@Nullable String serialFilter, @DefaultValue("64MB") DataSize maxValue,
			@DefaultValue("10000000") int maxEntries, @Nullable DataSize maxMapBytes, @Nullable DataSize maxBytes) {

		private static final DataSize SMALLEST = DataSize.ofKilobytes(1);

		Shared {
			if (maxValue.compareTo(SMALLEST) < 0 || maxValue.toBytes() > Integer.MAX_VALUE - 1024) {
				throw new InvalidSettingException("shared.max-value", maxValue,
						"Set it to at least 1KB and less than 2GB.");
			}
			if (maxEntries < 1) {
				throw new InvalidSettingException("shared.max-entries", maxEntries, "Set it to 1 or more.");
			}
			requireRoom("shared.max-map-bytes", maxMapBytes);
			requireRoom("shared.max-bytes", maxBytes);
			filter(serialFilter);
		}

		private static void requireRoom(String property, @Nullable DataSize bytes) {
			if (bytes != null && bytes.compareTo(SMALLEST) < 0) {
				throw new InvalidSettingException(property, bytes,
						"Set it to at least 1KB, or remove it for the default.");
			}
		}

		MapLimits limits() {
			long all = (this.maxBytes != null) ? this.maxBytes.toBytes() : MapLimits.standardBytes();
			return new MapLimits(this.maxEntries, (this.maxMapBytes != null) ? this.maxMapBytes.toBytes() : all, all);
		}

		@Nullable ObjectInputFilter filter() {
			return filter(this.serialFilter);
		}

		private static @Nullable ObjectInputFilter filter(@Nullable String pattern) {
			try {
				return (pattern != null) ? ObjectInputFilter.Config.createFilter(pattern) : null;
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidSettingException("shared.serial-filter", String.valueOf(pattern),
						"%s. Write patterns as in 'com.example.*;java.base/*;!*'.".formatted(ex.getMessage()));
			}
		}

	}

}
