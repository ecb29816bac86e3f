package io.github.parallelpools.sample.tour;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.sample.checksums.ChecksumJobs;
import io.github.parallelpools.sample.regex.RegexCounter;
import io.github.parallelpools.sample.regex.RegexMatches;
import io.github.parallelpools.sample.regex.RegexSearch;
import io.github.parallelpools.sample.thumbnails.Thumbnail;
import io.github.parallelpools.sample.thumbnails.ThumbnailRequest;
import io.github.parallelpools.sample.tour.TaskStep.Outcome;
import io.github.parallelpools.sample.web.ApiException;
import io.github.parallelpools.task.TaskFuture;

/**
 * Shows on start what the pools do: begins everything at once, among it a pattern that
 * spins for ever and an image that exhausts the heap, and prints what became of it. The
 * application starts whatever happens here.
 */
@Component
@ConditionalOnBooleanProperty(name = "sample.tour.enabled", matchIfMissing = true)
final class Tour implements ApplicationRunner {

	private static final Log logger = LogFactory.getLog(Tour.class);

	private static final int WIDTH = 200;

	private static final int MAX_MATCHES = 1000;

	private final ParallelPool regex;

	private final ParallelPool thumbnails;

	private final ChecksumJobs checksumJobs;

	private final RegexCounter counter;

	private final Duration limit;

	Tour(ParallelPool regex, ParallelPool thumbnails, ChecksumJobs checksumJobs, RegexCounter counter,
			@Value("${sample.tour.limit:30s}") Duration limit) {
		this.limit = limit;
		this.regex = regex;
		this.counter = counter;
		this.thumbnails = thumbnails;
		this.checksumJobs = checksumJobs;
	}

	@Override
	public void run(ApplicationArguments args) {
		logger.info("The tour begins: searches, thumbnails and checksums at once, two of them hostile");
		try {
			logger.info(tour());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			logger.info("The tour was interrupted");
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("The tour broke off; the application goes on", ex);
		}
	}

	private String tour() throws IOException, InterruptedException {
		TourClock clock = new TourClock(this.limit);
		TourStep hostile = search(TourInput.HOSTILE_PATTERN, TourInput.HOSTILE_TEXT, "HOSTILE a...a!", clock);
		TourStep bomb = thumbnail("HOSTILE bomb.png", TourInput.bomb(), clock);
		List<TourStep> steps = new ArrayList<>();
		for (TourInput.Search search : TourInput.SEARCHES) {
			steps.add(search(search.pattern(), TourInput.text(search.text()), search.text(), clock));
		}
		for (String image : TourInput.IMAGES) {
			steps.add(thumbnail(image, TourInput.image(image), clock));
		}
		steps.add(count("\\bthe\\b", "alice", clock));
		steps.add(begin("checksums", "checksums", clock, () -> new ChecksumStep(this.checksumJobs, clock)));

		// First the one whose process can be seen for a limited time only.
		TourRow ofHostile = hostile.await();
		TourRow ofBomb = bomb.await();
		List<TourRow> rows = new ArrayList<>();
		for (TourStep step : steps) {
			rows.add(step.await());
		}
		String summary = summary(ofHostile, rows);
		rows.add(ofBomb);
		rows.add(ofHostile);
		return "The tour is over%n%n%s%n%s%n".formatted(TourTable.of(rows), summary);
	}

	private static String summary(TourRow hostile, List<TourRow> others) {
		if (hostile.worked() == null) {
			return "Nobody came to search for the hostile pattern: " + hostile.result();
		}
		long meanwhile = others.stream().filter((row) -> row.success() && isBefore(row, hostile)).count();
		return "Process %s spun on the hostile pattern for %s (%s). Meanwhile %s of the %s harmless things were done."
			.formatted(hostile.process(), TourTable.millis(hostile.worked()), hostile.result(), meanwhile,
					others.size());
	}

	private static boolean isBefore(TourRow row, TourRow other) {
		return row.end().compareTo(other.end()) < 0;
	}

	private TourStep search(String pattern, String text, String name, TourClock clock) {
		String what = "search %s for %s".formatted(name, pattern);
		return begin(what, this.regex.name(), clock, () -> {
			TaskFuture<RegexMatches> task = this.regex.submit(RegexSearch.of(pattern, text, MAX_MATCHES));
			return new TaskStep<>(what, this.regex, task, Tour::outcome, clock);
		});
	}

	private TourStep count(String pattern, String name, TourClock clock) throws IOException {
		String what = "a bean counts %s in %s".formatted(pattern, name);
		String text = TourInput.text(name);
		return begin(what, this.regex.name(), clock,
				() -> new CallStep(what, this.counter.count(pattern, text), clock));
	}

	private TourStep thumbnail(String name, byte[] image, TourClock clock) {
		String what = "thumbnail of " + name;
		return begin(what, this.thumbnails.name(), clock, () -> {
			TaskFuture<Thumbnail> task = this.thumbnails.send(new ThumbnailRequest(image, WIDTH), Thumbnail.class);
			return new TaskStep<>(what, this.thumbnails, task, Tour::outcome, clock);
		});
	}

	/** A step that can't begin has its row too. */
	private static TourStep begin(String what, String pool, TourClock clock, Supplier<TourStep> step) {
		try {
			return step.get();
		}
		catch (ApiException | TaskRejectedException ex) {
			TourRow row = new TourRow(what, pool, "-", null, clock.now(), false, String.valueOf(ex.getMessage()));
			return () -> row;
		}
	}

	private static Outcome outcome(RegexMatches found) {
		return new Outcome(found.pid(), Duration.ofMillis(found.elapsedMs()),
				"%s matches".formatted(found.matches().size()));
	}

	private static Outcome outcome(Thumbnail thumbnail) {
		return new Outcome(thumbnail.pid(), Duration.ofMillis(thumbnail.elapsedMs()), String.format(Locale.ROOT,
				"%d x %d, %,d bytes", thumbnail.width(), thumbnail.height(), thumbnail.png().length));
	}

}
