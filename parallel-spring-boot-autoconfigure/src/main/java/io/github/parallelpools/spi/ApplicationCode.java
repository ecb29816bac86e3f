package io.github.parallelpools.spi;

import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Tells the application's own classes from those of libraries, which lie on the same
 * class path, in an executable jar even with the same loader. Its own are those that lie
 * where its main classes, its handlers and the tasks that it submits lie (the same jar or
 * directory), and those in the packages that were named. Knows nothing of what is asked
 * for. Safe for use by several threads.
 */
public final class ApplicationCode {

	/** Too many have these in common. */
	private static final Set<String> SHARED_PACKAGES = Set.of("", "com", "io", "net", "org");

	private static final int LONGEST_NAME = 500;

	private final Set<String> places = ConcurrentHashMap.newKeySet();

	private final Set<String> packages = ConcurrentHashMap.newKeySet();

	/** Adds where a class lies the first time, as each task that is submitted asks. */
	private final ClassValue<Boolean> added = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return !isThisLibrarys(type) && ApplicationCode.this.places.add(place(type));
		}

	};

	private final Consumer<ApplicationCode> more;

	private boolean asked;

	/**
	 * Starts with nothing.
	 * @param more adds what takes time to be found out; called when a class is asked for
	 * that does not belong to what is known, at most once
	 */
	public ApplicationCode(Consumer<ApplicationCode> more) {
		this.more = more;
	}

	/** Starts with nothing. */
	public ApplicationCode() {
		this((code) -> {
		});
	}

	/**
	 * Adds all that lies where a class does.
	 * @param type a class that is the application's own
	 */
	public void add(Class<?> type) {
		this.added.get(type);
	}

	/**
	 * Adds all that lies where a class does. A class that is not there is passed over.
	 * @param className a class that is the application's own
	 * @param loader where it is looked up
	 */
	public void add(String className, ClassLoader loader) {
		try {
			add(Class.forName(className, false, loader));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// It may be in the workers only; nothing of it is the application's then.
			return;
		}
	}

	/**
	 * Adds a package and all below it.
	 * @param name its name; {@code com} and the like are passed over
	 */
	public void addPackage(String name) {
		if (!SHARED_PACKAGES.contains(name)) {
			this.packages.add(name);
		}
	}

	/** Whether a class is the application's own. */
	boolean has(Class<?> type) {
		return isKnown(type) || (ask() && isKnown(type));
	}

	/**
	 * Whether a class is the application's own.
	 * @param className its name
	 * @param loader where it is looked up; it is not initialised
	 * @return {@code false} also if there is no such class
	 */
	public boolean has(String className, ClassLoader loader) {
		int end = className.lastIndexOf('.');
		if (isInPackage(className.substring(0, Math.max(0, end)))) {
			return true;
		}
		Class<?> type = find(className, loader);
		return type != null && has(type);
	}

	/**
	 * A class of which somebody tells the name. A loader keeps a lock for each name that
	 * it is asked for, so that it is not asked for classes that are not there.
	 * @return the class, not initialised; {@code null} if there is none
	 */
	static @Nullable Class<?> find(String className, ClassLoader loader) {
		if (!isName(className) || loader.getResource(className.replace('.', '/') + ".class") == null) {
			return null;
		}
		try {
			return Class.forName(className, false, loader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	private static boolean isName(String text) {
		return text.length() <= LONGEST_NAME && !text.contains("..")
				&& text.chars().allMatch((one) -> one == '.' || Character.isJavaIdentifierPart(one));
	}

	private boolean isKnown(Class<?> type) {
		return this.places.contains(place(type)) || isInPackage(type.getPackageName());
	}

	private boolean isInPackage(String name) {
		for (String own : this.packages) {
			if (name.startsWith(own) && (name.length() == own.length() || name.charAt(own.length()) == '.')) {
				return true;
			}
		}
		return false;
	}

	/** Whether there may be more than before. */
	private synchronized boolean ask() {
		boolean first = !this.asked;
		this.asked = true;
		if (first) {
			this.more.accept(this);
		}
		return first;
	}

	/** Its classes stand between the application and its tasks. */
	private static boolean isThisLibrarys(Class<?> type) {
		return type.getPackageName().startsWith("io.github.parallelpools")
				&& place(type).equals(place(ApplicationCode.class));
	}

	/**
	 * Where a class lies; some loaders do not say, and have one place for each package.
	 */
	static String place(Class<?> type) {
		ProtectionDomain domain = type.getProtectionDomain();
		CodeSource source = (domain != null) ? domain.getCodeSource() : null;
		URL location = (source != null) ? source.getLocation() : null;
		return (location != null) ? location.toString()
				: System.identityHashCode(type.getClassLoader()) + " " + type.getPackageName();
	}

}
