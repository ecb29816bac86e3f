package io.github.parallelpools.actuate.endpoint;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.KillBudgetSettings;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WorkSettings;

/**
 * What a pool was made from, as the endpoint shows it: one flat object, whose names are a
 * promise. The groups are ours and are not seen.
 *
 * @param work what the pool does, and where it has that from
 * @param size how many workers there are
 * @param overtime what happens to tasks that run for too long
 * @param upkeep how it keeps its workers
 * @param queue where tasks wait
 * @param retry what becomes of tasks whose worker died
 * @param changedFrom what was changed while the pool works, with the configured values
 */
record SettingsDescription(@JsonUnwrapped Work work, @JsonUnwrapped Size size, @JsonUnwrapped Overtime overtime,
		@JsonUnwrapped Upkeep upkeep, @JsonUnwrapped Queue queue, @JsonUnwrapped Retry retry,
		Map<String, String> changedFrom) {

	static SettingsDescription of(PoolSettings settings, PoolSettings configured) {
		return new SettingsDescription(Work.of(settings.work()), Size.of(settings.size()),
				Overtime.of(settings.overtime()), Upkeep.of(settings.upkeep()), Queue.of(settings.queue()),
				Retry.of(settings.retry()), changes(settings, configured));
	}

	private static Map<String, String> changes(PoolSettings settings, PoolSettings configured) {
		Map<String, String> changes = new LinkedHashMap<>();
		for (PoolSetting setting : PoolSetting.values()) {
			if (!setting.in(settings).equals(setting.in(configured))) {
				changes.put(setting.property(), setting.text(configured));
			}
		}
		return changes;
	}

	private static String text(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * What the pool does. Of the arguments only the names are shown, as values may be
	 * secrets.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Work(@Nullable String handler, @Nullable String poller, @Nullable String backlog,
			@Nullable String queueSource, @Nullable String lock, Collection<String> args) {

		static Work of(WorkSettings work) {
			Feed.@Nullable Polled polled = (work.feed() instanceof Feed.Polled feed) ? feed : null;
			Feed.@Nullable Taken taken = (work.feed() instanceof Feed.Taken feed) ? feed : null;
			return new Work(work.handler(), (polled != null) ? polled.poller() : null,
					(polled != null) ? polled.backlog() : null, (taken != null) ? taken.queue() : null, work.lock(),
					new TreeSet<>(work.args().keySet()));
		}

	}

	/** How many workers there are. */
	record Size(int minSize, int maxSize, int spares, long workerReleaseTimeMs) {

		static Size of(SizeSettings size) {
			return new Size(size.min(), size.max(), size.spares(), size.releaseTime().toMillis());
		}

	}

	/** What happens to tasks that run for too long. */
	record Overtime(long workerOvertimeMs, long softOvertimeMs, long slowAfterMs, String overtimePolicy,
			int maxReplacements, long killGraceMs, @JsonUnwrapped KillBudget killBudget) {

		static Overtime of(OvertimeSettings overtime) {
			return new Overtime(overtime.limit().toMillis(), overtime.softLimit().toMillis(),
					overtime.slowAfter().toMillis(), text(overtime.policy()), overtime.maxReplacements(),
					overtime.killGrace().toMillis(), KillBudget.of(overtime.killBudget()));
		}

	}

	/** How many tasks may be killed. */
	record KillBudget(int killBudgetMaxKills, double killBudgetMaxRate, long killBudgetPerMs, String killBudgetThen) {

		static KillBudget of(KillBudgetSettings budget) {
			return new KillBudget(budget.maxKills(), budget.maxRate(), budget.per().toMillis(), text(budget.then()));
		}

	}

	/** How the pool keeps its workers, and for how long. */
	record Upkeep(boolean autoStop, long startFailureTimeoutMs, long recycleMaxTasks, long recycleMaxAgeMs,
			long recycleMaxMemory) {

		static Upkeep of(UpkeepSettings upkeep) {
			return new Upkeep(upkeep.autoStop(), upkeep.startFailureTimeout().toMillis(), upkeep.recycle().maxTasks(),
					upkeep.recycle().maxAge().toMillis(), upkeep.recycle().maxMemory());
		}

	}

	/** Where tasks wait. */
	record Queue(String queueType, int queueCapacity, String queueWhenFull, long queueBlockTimeoutMs) {

		static Queue of(QueueSettings queue) {
			return new Queue(text(queue.type()), queue.capacity(), text(queue.whenFull()),
					queue.blockTimeout().toMillis());
		}

	}

	/** What becomes of tasks whose worker died. */
	record Retry(int retryMaxAttempts, int retryQuarantineAfter, int retryDeadLetters) {

		static Retry of(RetrySettings retry) {
			return new Retry(retry.maxAttempts(), retry.quarantineAfter(), retry.deadLetters());
		}

	}

}
