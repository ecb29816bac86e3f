package io.github.parallelpools.actuate.endpoint;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.ShadowReport;

/**
 * What the copies of a pool's tasks have shown, as the endpoint shows it. The names are a
 * promise; more may be added.
 *
 * @param share how many percent of the tasks are copied at present
 * @param sampled how many tasks were chosen
 * @param pending how many copies have no verdict yet
 * @param verdicts how many copies there are of each verdict
 * @param times how long tasks and their copies have taken
 * @param memory how much memory copies have used
 * @param findings what is worth to be looked at, one for each cause
 */
record ShadowDescription(double share, long sampled, int pending, Map<String, Long> verdicts, Times times,
		ShadowReport.Memory memory, List<Finding> findings) {

	static ShadowDescription of(ShadowReport report) {
		Map<String, Long> verdicts = new LinkedHashMap<>();
		for (ShadowReport.Verdict verdict : ShadowReport.Verdict.values()) {
			verdicts.put(text(verdict), report.count(verdict));
		}
		return new ShadowDescription(report.share(), report.sampled(), report.pending(), verdicts,
				Times.of(report.times()), report.memory(), report.findings().stream().map(Finding::of).toList());
	}

	private static String text(ShadowReport.Verdict verdict) {
		return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** How long tasks and copies have run together, and how much longer a copy takes. */
	record Times(long compared, double tasksMs, double copiesMs, double slowerByMs) {

		private static final double NANOS = 1_000_000;

		static Times of(ShadowReport.Times times) {
			return new Times(times.compared(), times.tasks().toNanos() / NANOS, times.copies().toNanos() / NANOS,
					times.slowerBy().toNanos() / NANOS);
		}

	}

	/** Something that was found, as often as it was. */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Finding(String verdict, String work, String text, long count, @Nullable String task, Instant at) {

		static Finding of(ShadowReport.Finding finding) {
			return new Finding(ShadowDescription.text(finding.verdict()), finding.work(), finding.text(),
					finding.count(), finding.task(), finding.at());
		}

	}

}
