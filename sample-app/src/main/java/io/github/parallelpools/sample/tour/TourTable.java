package io.github.parallelpools.sample.tour;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Writes rows as a table for people to read. */
final class TourTable {

	private TourTable() {
	}

	static String of(List<TourRow> rows) {
		StringBuilder table = new StringBuilder();
		table.append(line("What", "Pool", "Process", "Worked", "Done at", "Result"));
		table.append(line("-".repeat(54), "-".repeat(10), "-".repeat(8), "-".repeat(9), "-".repeat(9), "-".repeat(40)));
		for (TourRow row : rows) {
			table.append(
					line(row.what(), row.pool(), row.process(), millis(row.worked()), millis(row.end()), row.result()));
		}
		return table.toString();
	}

	static String millis(@Nullable Duration time) {
		return (time != null) ? String.format(Locale.ROOT, "%,d ms", time.toMillis()) : "-";
	}

	private static String line(Object... columns) {
		return String.format(Locale.ROOT, "%-54s  %-10s  %8s  %9s  %9s  %s%n", columns);
	}

}
