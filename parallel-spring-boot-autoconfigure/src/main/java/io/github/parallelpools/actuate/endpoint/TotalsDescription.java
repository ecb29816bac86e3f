package io.github.parallelpools.actuate.endpoint;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.github.parallelpools.pool.PoolSnapshot;

/**
 * What has happened in a pool, as the endpoint shows it: one flat object, whose names are
 * a promise. The groups are ours and are not seen.
 *
 * @param submitted tasks that were accepted
 * @param completed tasks that ended as they should
 * @param failed tasks that failed
 * @param cancelled tasks that were cancelled
 * @param rejected tasks that were not accepted
 * @param limits what became of tasks that ran for too long
 * @param workers what became of workers
 * @param retries what became of tasks whose worker died
 */
record TotalsDescription(long submitted, long completed, long failed, long cancelled, long rejected,
		@JsonUnwrapped Limits limits, @JsonUnwrapped Workers workers, @JsonUnwrapped PoolSnapshot.Retries retries) {

	static TotalsDescription of(PoolSnapshot.Totals totals) {
		return new TotalsDescription(totals.submitted(), totals.completed(), totals.failed(), totals.cancelled(),
				totals.rejected(), Limits.of(totals.overtime()), Workers.of(totals.workers()), totals.retries());
	}

	/** What became of tasks that ran for too long. */
	record Limits(long overtime, long overtimeKilled, long overtimeReplaced, long softOvertime, long killBudgetTrips) {

		static Limits of(PoolSnapshot.Overtime overtime) {
			return new Limits(overtime.tasks(), overtime.killed(), overtime.replaced(), overtime.asked(),
					overtime.killStops());
		}

	}

	/** What became of workers. */
	record Workers(long killed, long crashed, long abandoned, long idleReleased, long workersStarted,
			long startFailures, long recycled) {

		static Workers of(PoolSnapshot.Workers workers) {
			return new Workers(workers.killed(), workers.crashed(), workers.abandoned(), workers.idleReleased(),
					workers.started(), workers.startFailures(), workers.recycled());
		}

	}

}
