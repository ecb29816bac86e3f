package io.github.parallelpools.autoconfigure;

/** A cluster that can't be. */
@SuppressWarnings("serial")
final class ClusterConfigurationException extends RuntimeException {

	private final String remedy;

	ClusterConfigurationException(String message, String remedy) {
		super(message);
		this.remedy = remedy;
	}

	String remedy() {
		return this.remedy;
	}

}
