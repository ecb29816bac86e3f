package io.github.parallelpools.spi;

import java.io.InvalidClassException;

/**
 * Objects of a class are not decoded here, as nothing allows them or a filter refuses
 * them. None was made.
 */
public final class RefusedClassException extends InvalidClassException {

	private final String type;

	private final boolean byFilter;

	private RefusedClassException(Class<?> type, boolean byFilter, String reason) {
		super("%s %s".formatted(type.getTypeName(), reason));
		this.type = type.getTypeName();
		this.byFilter = byFilter;
	}

	/** Of a class that is the JDK's or a library's, and that nobody expects. */
	static RefusedClassException unexpected(Class<?> asked) {
		Class<?> type = ReceivedClasses.element(asked);
		return new RefusedClassException(type, false,
				JdkValues.isJdks(type)
						? "is no class of the JDK whose objects the application decodes without being told to"
						: "is no class of the application's own but of '%s', and nothing allows it here"
							.formatted(ApplicationCode.place(type)));
	}

	/** Of a class that the filter of the pool, or the JVM's, refuses. */
	static RefusedClassException filtered(Class<?> type, InvalidClassException cause) {
		RefusedClassException refusal = new RefusedClassException(ReceivedClasses.element(type), true,
				"is refused by the filter of what may be decoded here (%s)".formatted(cause.getMessage()));
		refusal.initCause(cause);
		return refusal;
	}

	/**
	 * The class.
	 * @return its name
	 */
	public String type() {
		return this.type;
	}

	/**
	 * Whether a filter refuses it, rather than that nothing allows it.
	 * @return true if a filter does
	 */
	public boolean isByFilter() {
		return this.byFilter;
	}

}
