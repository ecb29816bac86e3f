package io.github.parallelpools.spi;

/**
 * What the placeholders {@code {pool}}, {@code {worker}}, {@code {pid}} and
 * {@code {thread}} stand for in the settings of one worker.
 *
 * @param pool the pool's name
 * @param worker the worker's id
 * @param pid the id of the process that it lives in
 * @param thread the id of the thread that runs its tasks
 */
public record WorkerPlaceholders(String pool, String worker, long pid, long thread) {

	/**
	 * Those of a worker that runs its tasks in the calling thread.
	 * @param spec which worker
	 * @return what they stand for
	 */
	@SuppressWarnings("deprecation") // Its successor is not there in Java 17.
	public static WorkerPlaceholders ofThisThread(WorkerSpec spec) {
		return new WorkerPlaceholders(spec.pool(), spec.worker(), ProcessHandle.current().pid(),
				Thread.currentThread().getId());
	}

	/**
	 * Replaces the placeholders in a text.
	 * @param text the text
	 * @return the text without them; braces around anything else stay
	 */
	public String replace(String text) {
		return text.replace("{worker}", this.worker)
			.replace("{pool}", this.pool)
			.replace("{pid}", String.valueOf(this.pid))
			.replace("{thread}", String.valueOf(this.thread));
	}

}
