package io.github.parallelpools.benchmarks.program;

import java.util.Arrays;

/** Times of what was repeated, in the order in which they are added. */
final class Measured {

	private long[] nanos = new long[1024];

	private int size;

	void add(long nanos) {
		if (this.size == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, 2 * this.size);
		}
		this.nanos[this.size++] = nanos;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/** The time that this share of all does not exceed. */
	double nanos(double share) {
		long[] sorted = Arrays.copyOf(this.nanos, this.size);
		Arrays.sort(sorted);
		return sorted[(int) Math.min(this.size - 1L, (long) (share * this.size))];
	}

	void printMicros() {
		print("p50", nanos(0.5) / 1e3);
		print("p99", nanos(0.99) / 1e3);
	}

	void printMillis(String name) {
		print(name, nanos(0.5) / 1e6);
	}

	/** Tells a figure to the process that started this one; none if it is no number. */
	static void print(String name, double value) {
		System.out.println(name + " " + value);
	}

}
