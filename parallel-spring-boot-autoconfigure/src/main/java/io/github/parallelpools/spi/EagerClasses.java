package io.github.parallelpools.spi;

import java.util.List;

/**
 * Has classes initialised before they are needed: one whose initialisation fails once,
 * because memory or file descriptors are short in that moment, can never be used again,
 * and many are first needed in such moments.
 */
public final class EagerClasses {

	private static final System.Logger logger = System.getLogger(EagerClasses.class.getName());

	private static final String ROOT = "io.github.parallelpools.";

	private EagerClasses() {
	}

	/**
	 * Initialises classes of this project. Does nothing but tell if it can't, and nothing
	 * in a native image, which loads no classes.
	 * @param loader who has them
	 * @param names their binary names below the base package
	 */
	public static void initialize(ClassLoader loader, List<String> names) {
		if (NativeImage.isRunning()) {
			return;
		}
		for (String name : names) {
			try {
				Class.forName(ROOT + name, true, loader);
			}
			catch (ClassNotFoundException | LinkageError ex) {
				logger.log(System.Logger.Level.WARNING,
						"Class " + name + " could not be initialised in advance; what needs it may fail", ex);
			}
		}
	}

}
