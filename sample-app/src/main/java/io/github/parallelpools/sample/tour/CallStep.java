package io.github.parallelpools.sample.tour;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.parallelpools.sample.regex.RegexCounter;

/** A call of an isolated bean, which is seen by its result only. */
final class CallStep implements TourStep {

	private static final long LOOK_EVERY_MILLIS = 5;

	private final String what;

	private final CompletableFuture<RegexCounter.Count> call;

	private final TourClock clock;

	private final CompletableFuture<Duration> end;

	CallStep(String what, CompletableFuture<RegexCounter.Count> call, TourClock clock) {
		this.what = what;
		this.call = call;
		this.clock = clock;
		this.end = call.handle((value, error) -> clock.now());
	}

	@Override
	public TourRow await() throws InterruptedException {
		while (true) {
			try {
				RegexCounter.Count count = this.call.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
				return row(String.valueOf(count.pid()), true, "%s matches".formatted(count.matches()));
			}
			catch (ExecutionException ex) {
				return row("-", false, String.valueOf(ex.getCause()));
			}
			catch (TimeoutException ex) {
				if (this.clock.isOver()) {
					this.call.cancel(true);
					return row("-", false, "no answer within " + TourTable.millis(this.clock.now()));
				}
			}
		}
	}

	private TourRow row(String process, boolean success, String result) {
		return new TourRow(this.what, "regex", process, null, this.end.getNow(this.clock.now()), success, result);
	}

}
