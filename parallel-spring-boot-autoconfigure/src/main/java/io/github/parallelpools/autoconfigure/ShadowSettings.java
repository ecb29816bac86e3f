package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.OvertimeSettings;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.RetrySettings;
import io.github.parallelpools.pool.SizeSettings;
import io.github.parallelpools.pool.UpkeepSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkSettings;
import io.github.parallelpools.pool.WorkerKind;

/**
 * What a pool's {@code shadow} properties mean, and which are refused. Knows nothing of
 * how copies are made.
 */
final class ShadowSettings {

	static final String SHARE = "shadow.share";

	private static final double PERCENT = 100;

	/** What a pool has as if it were one of processes, with no shadow of its own. */
	static final Map<String, Object> AS_PROCESSES = Map.of("kind", "process", SHARE, "", "observation-enabled", "false",
			"measure-usage", "true", "queue.when-full", "reject");

	private ShadowSettings() {
	}

	/** Whether a pool has a shadow, which may be switched off at present. */
	static boolean isWanted(PoolProperties properties) {
		String share = properties.shadow().share();
		return share != null && !share.isBlank();
	}

	/** The name of the pool of the copies. */
	static String name(String pool) {
		return pool + "-shadow";
	}

	/**
	 * How many percent of the tasks are copied.
	 * @throws InvalidSettingException if that is no share
	 */
	static double share(@Nullable String text) {
		String number = String.valueOf(text).strip();
		try {
			double share = Double
				.parseDouble(number.endsWith("%") ? number.substring(0, number.length() - 1).strip() : number);
			if (share >= 0 && share <= PERCENT) {
				return share;
			}
		}
		catch (NumberFormatException ex) {
			// Told below.
		}
		throw new InvalidSettingException(SHARE, number,
				"Write how many percent of the tasks are copied, from 0% (none) to 100%, as in '1%'.");
	}

	/** Refuses what is impossible. */
	static void check(PoolProperties properties) {
		PoolProperties.Shadow shadow = properties.shadow();
		if (shadow.kind() != WorkerKind.PROCESS) {
			throw new InvalidSettingException("shadow.kind", text(shadow.kind()),
					"Copies in the application's own process show nothing new, and could harm it. Set it to 'process', or leave it out.");
		}
		if (shadow.maxSize() < 1) {
			throw new InvalidSettingException("shadow.max-size", shadow.maxSize(), "Set it to 1 or more.");
		}
		if (shadow.maxPending() < 1) {
			throw new InvalidSettingException("shadow.max-pending", shadow.maxPending(), "Set it to 1 or more.");
		}
		if (shadow.workerOvertime().isNegative() || shadow.workerOvertime().isZero()) {
			throw new InvalidSettingException("shadow.worker-overtime", shadow.workerOvertime(),
					"A copy that hangs must not hold its process for ever. Set it to more than 0.");
		}
		if (isWanted(properties)) {
			share(shadow.share());
			checkPool(properties);
		}
	}

	private static void checkPool(PoolProperties properties) {
		PoolProperties.Shadow shadow = properties.shadow();
		if (properties.kind() == WorkerKind.PROCESS) {
			throw refusal(shadow, "The tasks of a pool with 'kind: process' run in processes already. ");
		}
		if (properties.scope() == PoolProperties.Scope.CLUSTER) {
			throw refusal(shadow, "The tasks of a pool with 'scope: cluster' are run by any instance. ");
		}
		if (properties.poller() != null) {
			throw refusal(shadow, "What the pool's 'poller' has found is gone, so that no copy could find it. ");
		}
		if (properties.queue().source() != null) {
			throw refusal(shadow, "The pool takes its items out of 'queue.source', where nobody submits them. ");
		}
	}

	private static InvalidSettingException refusal(PoolProperties.Shadow shadow, String reason) {
		return new InvalidSettingException(SHARE, String.valueOf(shadow.share()), reason
				+ "Remove it, or write it at the pools only whose tasks are submitted or sent to threads of this instance.");
	}

	private static String text(WorkerKind kind) {
		return kind.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The settings of the pool of the copies: small, and with an end for each copy.
	 * @param real those of the pool
	 * @param shadow what its copies need
	 * @param handler who handles copies of items, {@code null} if nobody can
	 */
	static PoolSettings of(PoolSettings real, PoolProperties.Shadow shadow, @Nullable String handler) {
		OvertimeSettings overtime = real.overtime();
		Duration limit = overtime.isLimited() ? overtime.limit() : shadow.workerOvertime();
		return new PoolSettings(name(real.name()), WorkerKind.PROCESS,
				new SizeSettings(0, shadow.maxSize(), real.size().releaseTime()),
				new OvertimeSettings(limit, OvertimePolicy.KILL, 0, overtime.killGrace()),
				QueueSettings.of(shadow.maxPending(), WhenFull.REJECT),
				new WorkSettings(handler, real.work().args(), null), new RetrySettings(1, 1, 0),
				new UpkeepSettings(real.upkeep().startFailureTimeout(), RecycleSettings.NEVER));
	}

}
