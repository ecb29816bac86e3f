package io.github.parallelpools.autoconfigure;

/**
 * A bean that is being made gave a pool its first task, but the pool needs that very bean
 * to start.
 */
final class EarlyUseException extends IllegalStateException {

	private final String description;

	private final String remedy;

	private EarlyUseException(String description, String remedy, RuntimeException cause) {
		super(description + ". " + remedy, cause);
		this.description = description;
		this.remedy = remedy;
	}

	/**
	 * Refuses a task.
	 * @param pool the pool's name
	 * @param bean the name of the bean that is being made
	 * @param cause what the start of the pool failed with
	 * @return the refusal
	 */
	static EarlyUseException of(String pool, String bean, RuntimeException cause) {
		return new EarlyUseException(
				"Pool '%s' can't start with its first task, which comes while beans are made: its handler or a listener is or needs the bean '%s', which is still being made"
					.formatted(pool, bean),
				"Give the pool its first task when all beans are made, such as in an ApplicationRunner, or take what the pool needs out of '%s'."
					.formatted(bean),
				cause);
	}

	String description() {
		return this.description;
	}

	String remedy() {
		return this.remedy;
	}

}
