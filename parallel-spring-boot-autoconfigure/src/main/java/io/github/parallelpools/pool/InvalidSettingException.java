package io.github.parallelpools.pool;

/**
 * A setting of a pool has an impossible value.
 */
public final class InvalidSettingException extends IllegalArgumentException {

	private final String property;

	private final String value;

	private final String remedy;

	/**
	 * Refuses a value.
	 * @param property the setting's name below the pool, as in {@code queue.capacity}
	 * @param value the refused value
	 * @param remedy what to write instead, a sentence
	 */
	public InvalidSettingException(String property, Object value, String remedy) {
		super("'%s' can't be '%s'. %s".formatted(property, value, remedy));
		this.property = property;
		this.value = value.toString();
		this.remedy = remedy;
	}

	/**
	 * The setting.
	 * @return its name below the pool
	 */
	public String property() {
		return this.property;
	}

	/**
	 * The refused value.
	 * @return the value as text
	 */
	public String value() {
		return this.value;
	}

	/**
	 * What to write instead.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
