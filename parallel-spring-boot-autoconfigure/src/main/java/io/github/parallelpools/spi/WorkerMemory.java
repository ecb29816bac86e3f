package io.github.parallelpools.spi;

/**
 * How much memory a worker may take in a process of its own.
 *
 * @param heap the largest size of its heap in bytes
 * @param overhead what it has beside that in bytes: code, classes, stacks, buffers
 */
public record WorkerMemory(long heap, long overhead) {

	/** A worker in the application's own process. */
	public static final WorkerMemory NONE = new WorkerMemory(0, 0);

	/**
	 * All together.
	 * @return the bytes
	 */
	public long bytes() {
		return this.heap + this.overhead;
	}

}
