package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which reports of crashed JVMs stay: the newest, for a week. Knows nothing of whose they
 * are.
 */
final class CrashReports {

	/** What their names begin with. */
	static final String PREFIX = "hs_err_";

	/** Some 100 kB each. */
	static final int MOST = 20;

	static final Duration LONGEST = Duration.ofDays(7);

	private final List<Report> reports = new ArrayList<>();

	/**
	 * One report.
	 *
	 * @param directory the name of its directory
	 * @param name its name
	 * @param written when it was written last
	 */
	record Report(String directory, String name, Instant written) {
	}

	static boolean isReport(String name) {
		return name.startsWith(PREFIX);
	}

	/**
	 * Adds those of a directory.
	 * @param directory the directory
	 * @param as its name
	 * @param names of what is in it, also of other things
	 */
	void add(OpenDirectory directory, String as, List<String> names) {
		for (String name : names) {
			if (isReport(name)) {
				try {
					this.reports.add(new Report(as, name, directory.written(name)));
				}
				catch (IOException ex) {
					// Another application removes it at the same time.
					continue;
				}
			}
		}
	}

	/** Those that do not stay. */
	List<Report> surplus(Instant now) {
		List<Report> newestFirst = this.reports.stream()
			.sorted(Comparator.comparing(Report::written).reversed())
			.toList();
		List<Report> surplus = new ArrayList<>();
		for (int i = 0; i < newestFirst.size(); i++) {
			if (i >= MOST || newestFirst.get(i).written().isBefore(now.minus(LONGEST))) {
				surplus.add(newestFirst.get(i));
			}
		}
		return surplus;
	}

}
