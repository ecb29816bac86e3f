package io.github.parallelpools.actuate.health;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;

/**
 * The health of one pool: down while its workers can't start, or die at once, and out of
 * service while it rejects tasks or has paused by itself as too many were killed. A pool
 * that somebody has paused or stopped is healthy, as that is wanted.
 */
public final class ParallelPoolHealthIndicator extends AbstractHealthIndicator {

	private final ParallelPool pool;

	/**
	 * Makes an indicator.
	 * @param pool the pool to watch
	 */
	public ParallelPoolHealthIndicator(ParallelPool pool) {
		this.pool = pool;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		PoolSnapshot snapshot = this.pool.snapshot();
		PoolSnapshot.StartFailures failures = snapshot.startFailures();
		if (failures != null) {
			builder.down()
				.withDetail("message", failures.message())
				.withDetail("since", failures.since())
				.withDetail("startFailures", failures.consecutive())
				.withDetail("retryInMs", failures.retryIn().toMillis());
		}
		else {
			checkKills(builder, snapshot.killStop());
		}
		PoolSnapshot.MemoryShortage shortage = snapshot.memoryShortage();
		if (shortage != null) {
			builder.withDetail("memoryShortage", shortage.message());
		}
		builder.withDetail("state", snapshot.state().name())
			.withDetail("kind", snapshot.kind().name().toLowerCase(Locale.ROOT))
			.withDetail("workers", snapshot.size().current())
			.withDetail("busy", snapshot.size().busy())
			.withDetail("max", snapshot.size().max())
			.withDetail("queue", snapshot.queue().size());
		if (snapshot.size().abandoned() > 0) {
			builder.withDetail("abandoned", snapshot.size().abandoned());
		}
	}

	private static void checkKills(Health.Builder builder, PoolSnapshot.@Nullable KillStop stop) {
		if (stop == null) {
			builder.up();
			return;
		}
		builder.outOfService().withDetail("message", stop.message()).withDetail("since", stop.since());
		Duration left = stop.endsIn();
		if (left != null) {
			builder.withDetail("endsInMs", left.toMillis());
		}
	}

}
