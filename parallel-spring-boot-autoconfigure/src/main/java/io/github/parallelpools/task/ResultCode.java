package io.github.parallelpools.task;

/**
 * How a task ended, as the five-digit codes of the HiveNet result standard: the first
 * digit is 0 for success, 2 for a failure and 3 where the outcome is unknown.
 */
public enum ResultCode {

	/** The task returned a value. */
	SUCCESS("00000"),

	/** The task threw an exception. */
	FAILED("21399"),

	/**
	 * The task was cancelled, or ended by a forced stop or by the closing application.
	 */
	CANCELLED("21004"),

	/** The task was ended because it ran for longer than its pool allows. */
	OVERTIME("21005"),

	/** The worker died while it ran the task: nobody knows how far the task got. */
	UNKNOWN("31399");

	private final String code;

	ResultCode(String code) {
		this.code = code;
	}

	/**
	 * The five digits.
	 * @return the code
	 */
	public String code() {
		return this.code;
	}

}
