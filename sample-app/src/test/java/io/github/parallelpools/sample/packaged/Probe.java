package io.github.parallelpools.sample.packaged;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Asks for the same thing again and again, and notes the slowest answer. */
final class Probe {

	private final String name;

	private final int status;

	private final Supplier<CompletableFuture<HttpResponse<String>>> request;

	private Duration slowest = Duration.ZERO;

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

	void measure() {
		long start = System.nanoTime();
		ask();
		Duration time = Duration.ofNanos(System.nanoTime() - start);
		this.count++;
		if (time.compareTo(this.slowest) > 0) {
			this.slowest = time;
		}
	}

	private void ask() {
		assertThat(this.request.get().join().statusCode()).as(this.name).isEqualTo(this.status);
	}

	Duration slowest() {
		return this.slowest;
	}

	int count() {
		return this.count;
	}

	@Override
	public String toString() {
		return "%s: slowest of %d answers %d ms".formatted(this.name, this.count, this.slowest.toMillis());
	}

}
