package io.github.parallelpools.benchmarks.calls;

/**
 * A method that was entered.
 *
 * @param type the name of its class; all lambdas of a class have one
 * @param method its name
 */
record Call(String type, String method) {

	private static final String LIBRARY = "io.github.parallelpools.";

	private static final String BENCHMARKS = LIBRARY + "benchmarks.";

	/** Without what the JVM makes up for classes that have no name. */
	static Call of(String type, String method) {
		int lambda = type.indexOf("$$Lambda");
		String named = (lambda >= 0) ? type.substring(0, lambda) + "$$Lambda" : type.replaceAll("[./]0x.*", "");
		return new Call(named, method);
	}

	/** Whether it belongs to what is counted, and not to what counts. */
	boolean isCounted() {
		return !this.type.startsWith(BENCHMARKS);
	}

	/** Whether it belongs to the library. */
	boolean isOurs() {
		return this.type.startsWith(LIBRARY) && isCounted();
	}

	@Override
	public String toString() {
		return this.type.replace(LIBRARY, "") + "." + this.method;
	}

}
