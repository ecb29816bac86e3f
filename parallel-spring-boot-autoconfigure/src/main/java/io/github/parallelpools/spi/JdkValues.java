package io.github.parallelpools.spi;

import java.io.File;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.TimeZone;

/**
 * The JDK's classes whose objects can be decoded without doing any more than that:
 * values, collections, exceptions. What they hold is asked about by itself.
 */
final class JdkValues {

	private static final Set<String> PACKAGES = Set.of("java.lang", "java.math", "java.time", "java.time.chrono",
			"java.time.zone", "java.util", "java.util.concurrent", "java.util.concurrent.atomic",
			"java.util.concurrent.locks", "java.util.regex");

	private static final Set<Class<?>> CLASSES = Set.of(File.class, URI.class, InetSocketAddress.class,
			SerializedLambda.class, Proxy.class);

	/** By their names, as an application may be without their module. */
	private static final Set<String> OF_OTHER_MODULES = Set.of("java.sql.Date", "java.sql.Time", "java.sql.Timestamp");

	private static final Set<String> MODULES_OF_ERRORS = Set.of("java.base", "java.net.http", "java.sql", "java.xml");

	private JdkValues() {
	}

	static boolean isJdks(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return loader == null || loader == ClassLoader.getPlatformClassLoader();
	}

	/** Whether a class of the JDK, no array, is one of these. */
	static boolean has(Class<?> type) {
		if (type.getModule() == Object.class.getModule()) {
			return PACKAGES.contains(type.getPackageName()) || CLASSES.contains(type)
					|| Throwable.class.isAssignableFrom(type) || InetAddress.class.isAssignableFrom(type)
					|| TimeZone.class.isAssignableFrom(type);
		}
		return OF_OTHER_MODULES.contains(type.getName()) || (Throwable.class.isAssignableFrom(type)
				&& MODULES_OF_ERRORS.contains(String.valueOf(type.getModule().getName())));
	}

}
