package io.github.parallelpools.pool;

/**
 * A bulk has ended before its source did, because of an item that failed or a pool that
 * takes no more. The cause is what the item's future failed with, or the
 * {@link TaskRejectedException}.
 */
public final class BulkFailedException extends RuntimeException {

	private final long index;

	/**
	 * Used by the engine.
	 * @param message which pool, which item, the figures and the remedy
	 * @param index where the item was in the source
	 * @param cause why
	 */
	public BulkFailedException(String message, long index, Throwable cause) {
		super(message, cause);
		this.index = index;
	}

	/**
	 * Where the item was in the source that failed or was not accepted.
	 * @return 0 for the first
	 */
	public long index() {
		return this.index;
	}

}
