package io.github.parallelpools.pool;

import java.time.Duration;

/**
 * Settings of a pool that are kept, and checked, together. Takes them apart and puts them
 * together again, in the order that {@link PoolSetting} names.
 */
enum SettingGroup {

	SIZE {
		@Override
		Object[] take(PoolSettings settings) {
			SizeSettings size = settings.size();
			return new Object[] { size.min(), size.max(), size.spares(), size.releaseTime() };
		}

		@Override
		PoolSettings put(PoolSettings settings, Object[] parts) {
			return settings
				.withSize(new SizeSettings((int) parts[0], (int) parts[1], (int) parts[2], (Duration) parts[3]));
		}
	},

	OVERTIME {
		@Override
		Object[] take(PoolSettings settings) {
			OvertimeSettings overtime = settings.overtime();
			KillBudgetSettings budget = overtime.killBudget();
			return new Object[] { overtime.limit(), overtime.policy(), overtime.maxReplacements(), overtime.killGrace(),
					overtime.softLimit(), overtime.slowAfter(), budget.maxKills(), budget.maxRate(), budget.per(),
					budget.then() };
		}

		@Override
		PoolSettings put(PoolSettings settings, Object[] parts) {
			KillBudgetSettings budget = new KillBudgetSettings((int) parts[6], (double) parts[7], (Duration) parts[8],
					(KillBudgetSettings.Then) parts[9]);
			OvertimeSettings overtime = new OvertimeSettings((Duration) parts[0], (OvertimePolicy) parts[1],
					(int) parts[2], (Duration) parts[3], (Duration) parts[4], (Duration) parts[5], budget);
			return new PoolSettings(settings.name(), settings.kind(), settings.size(), overtime, settings.queue(),
					settings.work(), settings.retry(), settings.upkeep());
		}
	},

	QUEUE {
		@Override
		Object[] take(PoolSettings settings) {
			QueueSettings queue = settings.queue();
			return new Object[] { queue.capacity(), queue.whenFull(), queue.blockTimeout() };
		}

		@Override
		PoolSettings put(PoolSettings settings, Object[] parts) {
			QueueSettings queue = new QueueSettings(settings.queue().type(), (int) parts[0], (WhenFull) parts[1],
					(Duration) parts[2]);
			return new PoolSettings(settings.name(), settings.kind(), settings.size(), settings.overtime(), queue,
					settings.work(), settings.retry(), settings.upkeep());
		}

		@Override
		void requireMeaning(PoolSettings settings, String property, Object value) {
			if (!(settings.work().feed() instanceof Feed.Submitted)) {
				throw new InvalidSettingException(property, value,
						"The pool fetches its own work, so that nothing waits in its queue. Leave it out.");
			}
		}
	},

	RETRY {
		@Override
		Object[] take(PoolSettings settings) {
			RetrySettings retry = settings.retry();
			return new Object[] { retry.maxAttempts(), retry.quarantineAfter(), retry.deadLetters() };
		}

		@Override
		PoolSettings put(PoolSettings settings, Object[] parts) {
			RetrySettings retry = new RetrySettings((int) parts[0], (int) parts[1], (int) parts[2]);
			return new PoolSettings(settings.name(), settings.kind(), settings.size(), settings.overtime(),
					settings.queue(), settings.work(), retry, settings.upkeep());
		}
	},

	UPKEEP {
		@Override
		Object[] take(PoolSettings settings) {
			RecycleSettings recycle = settings.upkeep().recycle();
			return new Object[] { settings.upkeep().startFailureTimeout(), recycle.maxTasks(), recycle.maxAge(),
					recycle.maxMemory() };
		}

		@Override
		PoolSettings put(PoolSettings settings, Object[] parts) {
			RecycleSettings recycle = new RecycleSettings((long) parts[1], (Duration) parts[2], (long) parts[3]);
			UpkeepSettings upkeep = new UpkeepSettings((Duration) parts[0], recycle, settings.upkeep().autoStop());
			return new PoolSettings(settings.name(), settings.kind(), settings.size(), settings.overtime(),
					settings.queue(), settings.work(), settings.retry(), upkeep);
		}
	};

	abstract Object[] take(PoolSettings settings);

	abstract PoolSettings put(PoolSettings settings, Object[] parts);

	/** Refuses a value that would mean nothing to such a pool. */
	void requireMeaning(PoolSettings settings, String property, Object value) {
	}

}
