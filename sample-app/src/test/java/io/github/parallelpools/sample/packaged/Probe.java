package io.github.parallelpools.sample.packaged;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks for the same thing again and again, and notes the slowest answer, and how many
 * other things have ended during one at most.
 */
final class Probe {

	private final String name;

	private final int status;

	private final Supplier<CompletableFuture<HttpResponse<String>>> request;

	private Duration slowest = Duration.ZERO;

	private long ends;

	private int count;

	Probe(String name, int status, Supplier<CompletableFuture<HttpResponse<String>>> request) {
		this.name = name;
		this.status = status;
		this.request = request;
	}

	/** Asks without taking the time. */
	void warmUp(int times) {
		for (int i = 0; i < times; i++) {
			ask();
		}
	}

	/**
	 * Asks once.
	 * @param ended how many of the other things have ended by now
	 */
	void measure(LongSupplier ended) {
		long before = ended.getAsLong();
		long start = System.nanoTime();
		ask();
		Duration time = Duration.ofNanos(System.nanoTime() - start);
		this.ends = Math.max(this.ends, ended.getAsLong() - before);
		this.count++;
		if (time.compareTo(this.slowest) > 0) {
			this.slowest = time;
		}
	}

	private void ask() {
		assertThat(this.request.get().join().statusCode()).as(this.name).isEqualTo(this.status);
	}

	long endsDuringAnAnswer() {
		return this.ends;
	}

	int count() {
		return this.count;
	}

	@Override
	public String toString() {
		return "%s: slowest of %d answers %d ms, %d ends during one at most".formatted(this.name, this.count,
				this.slowest.toMillis(), this.ends);
	}

}
