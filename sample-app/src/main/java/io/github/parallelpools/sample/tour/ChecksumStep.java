package io.github.parallelpools.sample.tour;

import java.time.Duration;
import java.util.Locale;

import io.github.parallelpools.sample.checksums.ChecksumJobs;
import io.github.parallelpools.sample.checksums.ChecksumReport;
import io.github.parallelpools.sample.checksums.ChecksumReport.State;

/** A checksum job. */
final class ChecksumStep implements TourStep {

	private static final long LOOK_EVERY_MILLIS = 20;

	private final ChecksumJobs jobs;

	private final TourClock clock;

	private final Duration beginning;

	private final ChecksumReport begin;

	ChecksumStep(ChecksumJobs jobs, TourClock clock) {
		this.jobs = jobs;
		this.clock = clock;
		this.beginning = clock.now();
		this.begin = jobs.start();
	}

	@Override
	@SuppressWarnings("BusyWait") // Jobs are asked, as their users ask them
	public TourRow await() throws InterruptedException {
		ChecksumReport report = latest();
		while (report.state() == State.RUNNING && !this.clock.isOver()) {
			Thread.sleep(LOOK_EVERY_MILLIS);
			report = latest();
		}
		ChecksumReport.Progress progress = report.progress();
		String result = String.format(Locale.ROOT, "%s: %,d of %,d files, %,d MB", report.state(), progress.done(),
				progress.files(), progress.bytes() / 1_000_000);
		Duration worked = Duration.ofMillis(progress.elapsedMs());
		return new TourRow("checksums of " + report.folder(), "checksums", "threads", worked,
				this.beginning.plus(worked), report.state() == State.DONE, result);
	}

	private ChecksumReport latest() {
		return this.jobs.report(this.begin.job()).orElse(this.begin);
	}

}
