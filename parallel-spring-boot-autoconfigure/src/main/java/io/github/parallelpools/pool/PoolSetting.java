package io.github.parallelpools.pool;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A setting of a pool that can be changed while the pool works. All others, such as what
 * its workers are and how processes are started, are what they were made of.
 *
 * @see ParallelPool#change(Map, String)
 */
public enum PoolSetting {

	/** How many workers are kept, an {@link Integer}. */
	MIN_SIZE(SettingGroup.SIZE, 0, "min-size", Integer.class),

	/** How many workers there may be, an {@link Integer}. */
	MAX_SIZE(SettingGroup.SIZE, 1, "max-size", Integer.class),

	/** How many workers are kept ready beside those at work, an {@link Integer}. */
	SPARES(SettingGroup.SIZE, 2, "spares", Integer.class),

	/** How long a worker is idle before it is released, a {@link Duration}. */
	WORKER_RELEASE_TIME(SettingGroup.SIZE, 3, "worker-release-time", Duration.class),

	/** How long a task may run, a {@link Duration}. */
	WORKER_OVERTIME(SettingGroup.OVERTIME, 0, "worker-overtime", Duration.class),

	/** What happens then, an {@link io.github.parallelpools.pool.OvertimePolicy}. */
	OVERTIME_POLICY(SettingGroup.OVERTIME, 1, "overtime-policy", OvertimePolicy.class),

	/** How many substitutes there may be, an {@link Integer}. */
	MAX_REPLACEMENTS(SettingGroup.OVERTIME, 2, "max-replacements", Integer.class),

	/** How long a worker may take to obey the order to end, a {@link Duration}. */
	KILL_GRACE(SettingGroup.OVERTIME, 3, "kill-grace", Duration.class),

	/** How long a task may run before it is asked to end, a {@link Duration}. */
	SOFT_OVERTIME(SettingGroup.OVERTIME, 4, "soft-overtime", Duration.class),

	/** How long a task may run before it is looked where it is, a {@link Duration}. */
	SLOW_AFTER(SettingGroup.OVERTIME, 5, "slow-after", Duration.class),

	/** How many tasks may be killed within the period, an {@link Integer}. */
	KILL_BUDGET_MAX_KILLS(SettingGroup.OVERTIME, 6, "kill-budget.max-kills", Integer.class),

	/** How many percent of the tasks may be killed, a {@link Double}. */
	KILL_BUDGET_MAX_RATE(SettingGroup.OVERTIME, 7, "kill-budget.max-rate", Double.class),

	/** The period, a {@link Duration}. */
	KILL_BUDGET_PER(SettingGroup.OVERTIME, 8, "kill-budget.per", Duration.class),

	/** What the pool does then, a {@link KillBudgetSettings.Then}. */
	KILL_BUDGET_THEN(SettingGroup.OVERTIME, 9, "kill-budget.then", KillBudgetSettings.Then.class),

	/** How many tasks may wait, an {@link Integer}; those that wait already stay. */
	QUEUE_CAPACITY(SettingGroup.QUEUE, 0, "queue.capacity", Integer.class),

	/** What happens to one more, a {@link WhenFull}. */
	QUEUE_WHEN_FULL(SettingGroup.QUEUE, 1, "queue.when-full", WhenFull.class),

	/** How long a caller waits for room, a {@link Duration}; not those who wait now. */
	QUEUE_BLOCK_TIMEOUT(SettingGroup.QUEUE, 2, "queue.block-timeout", Duration.class),

	/** How often a task is run at most, an {@link Integer}. */
	RETRY_MAX_ATTEMPTS(SettingGroup.RETRY, 0, "retry.max-attempts", Integer.class),

	/** How many workers a task may have killed, an {@link Integer}. */
	RETRY_QUARANTINE_AFTER(SettingGroup.RETRY, 1, "retry.quarantine-after", Integer.class),

	/** How many dead letters are kept, an {@link Integer}. */
	RETRY_DEAD_LETTERS(SettingGroup.RETRY, 2, "retry.dead-letters", Integer.class),

	/** How long a task waits while no worker starts, a {@link Duration}. */
	START_FAILURE_TIMEOUT(SettingGroup.UPKEEP, 0, "start-failure-timeout", Duration.class),

	/** How many tasks a worker runs that starts from now on, a {@link Long}. */
	RECYCLE_MAX_TASKS(SettingGroup.UPKEEP, 1, "recycle.max-tasks", Long.class),

	/** How long a worker lives that starts from now on, a {@link Duration}. */
	RECYCLE_MAX_AGE(SettingGroup.UPKEEP, 2, "recycle.max-age", Duration.class),

	/**
	 * How many bytes of memory the process of a worker may have that starts from now on,
	 * a {@link Long}.
	 */
	RECYCLE_MAX_MEMORY(SettingGroup.UPKEEP, 3, "recycle.max-memory", Long.class);

	private final SettingGroup group;

	private final int index;

	private final String property;

	private final Class<?> type;

	PoolSetting(SettingGroup group, int index, String property, Class<?> type) {
		this.group = group;
		this.index = index;
		this.property = property;
		this.type = type;
	}

	/**
	 * What it is called below a pool in the configuration.
	 * @return as in {@code queue.capacity}
	 */
	public String property() {
		return this.property;
	}

	/**
	 * Of what type its values are.
	 * @return {@link Integer}, {@link Long}, {@link Double}, {@link Duration} or an enum
	 */
	public Class<?> type() {
		return this.type;
	}

	/**
	 * The setting of that name.
	 * @param property as in {@code queue.capacity}
	 * @return the setting, empty if none that can be changed is called so
	 */
	public static Optional<PoolSetting> of(String property) {
		return Arrays.stream(values()).filter((one) -> one.property.equals(property)).findFirst();
	}

	/**
	 * Its value.
	 * @param settings the settings of a pool
	 * @return the value in these settings
	 */
	public Object in(PoolSettings settings) {
		return this.group.take(settings)[this.index];
	}

	/**
	 * Its value as people write it.
	 * @param settings the settings of a pool
	 * @return durations in milliseconds, memory in bytes, enums in lower case
	 */
	public String text(PoolSettings settings) {
		Object value = in(settings);
		if (value instanceof Duration duration) {
			return duration.toMillis() + "ms";
		}
		if (this == RECYCLE_MAX_MEMORY) {
			return value + "B";
		}
		return (value instanceof Enum<?> one) ? one.name().toLowerCase(Locale.ROOT).replace('_', '-')
				: value.toString();
	}

	/**
	 * What is different.
	 * @param before the settings of a pool
	 * @param after other settings of it
	 * @return the values of the latter that the former do not have
	 */
	public static Map<PoolSetting, Object> differing(PoolSettings before, PoolSettings after) {
		Map<PoolSetting, Object> differing = new EnumMap<>(PoolSetting.class);
		for (PoolSetting setting : values()) {
			if (!setting.in(before).equals(setting.in(after))) {
				differing.put(setting, setting.in(after));
			}
		}
		return differing;
	}

	/**
	 * Changes some settings at a time, so that their order does not matter.
	 * @param settings the settings of a pool
	 * @param values the new values
	 * @return the settings with these values
	 * @throws InvalidSettingException if a value is impossible, also beside the others,
	 * or of another type than the setting
	 */
	public static PoolSettings change(PoolSettings settings, Map<PoolSetting, ?> values) {
		Map<SettingGroup, Object[]> parts = new EnumMap<>(SettingGroup.class);
		values.forEach((setting, value) -> {
			Objects.requireNonNull(value, () -> "'" + setting.property + "' can't be null");
			if (!setting.type.isInstance(value)) {
				throw new InvalidSettingException(setting.property, value,
						"It takes a value of type %s.".formatted(setting.type.getSimpleName()));
			}
			setting.group.requireMeaning(settings, setting.property, value);
			parts.computeIfAbsent(setting.group, (group) -> group.take(settings))[setting.index] = value;
		});
		PoolSettings changed = settings;
		for (Map.Entry<SettingGroup, Object[]> part : parts.entrySet()) {
			changed = part.getKey().put(changed, part.getValue());
		}
		return changed;
	}

}
