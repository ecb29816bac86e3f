package io.github.parallelpools.spi;

/**
 * Whether the application is a native image of GraalVM, which has no class path and no
 * Java to start again, and knows by name only what it was told when it was built.
 */
public final class NativeImage {

	private static final String CODE = "org.graalvm.nativeimage.imagecode";

	private NativeImage() {
	}

	/**
	 * Whether this is one that runs.
	 * @return {@code false} in a JVM, also in one that builds an image
	 */
	public static boolean isRunning() {
		return "runtime".equals(System.getProperty(CODE));
	}

}
