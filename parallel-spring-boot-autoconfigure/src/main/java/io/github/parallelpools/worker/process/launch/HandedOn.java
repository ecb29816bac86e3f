package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.worker.process.child.DefaultZone;

/**
 * What a worker gets of the state that decides results in the application's JVM, as it is
 * now: defaults that programs may change, and what the application was started with.
 * Arguments of the user come later and win.
 */
final class HandedOn {

	/** Properties that the JVM or its libraries read once. */
	private static final List<String> PROPERTIES = List.of("java.io.tmpdir", "java.library.path",
			"java.locale.providers", "java.locale.useOldISOCodes", "java.net.preferIPv4Stack",
			"java.net.preferIPv6Addresses", "java.security.properties", "java.util.Arrays.useLegacyMergeSort",
			"jdk.serialFilter", "jdk.serialFilterFactory", "jdk.xml.config.file", "java.xml.config.file");

	/**
	 * Options that any Java from 17 understands, also where it is not the application's.
	 */
	private static final List<String> OPTIONS = List.of("--add-opens", "--add-exports", "--add-reads", "--patch-module",
			"--enable-native-access");

	/** Those of the properties that are a path, or several. */
	private static final List<String> PATHS = List.of("java.io.tmpdir", "java.library.path", "jdk.xml.config.file",
			"java.xml.config.file");

	private static final String SECURITY = "java.security.properties";

	private static final String PATCH = "--patch-module=";

	private static final String ZONE = "user.timezone";

	/** What makes the channels here. */
	private static final Class<?> SELECTORS = SelectorProvider.provider().getClass();

	private static final String UNSAFE_ACCESS = "--sun-misc-unsafe-memory-access";

	/** Options that belong to one version of Java. */
	private static final List<String> OWN_OPTIONS = List.of("--add-modules", "--limit-modules", "--enable-preview",
			"--illegal-native-access", UNSAFE_ACCESS, "--finalization", "--illegal-final-field-mutation",
			"--enable-final-field-mutation");

	private static final List<String> ASSERTIONS = List.of("-ea", "-da", "-esa", "-dsa", "-enableassertions",
			"-disableassertions", "-enablesystemassertions", "-disablesystemassertions");

	private static final String APPENDED_TO_BOOT = "-Xbootclasspath/a:";

	private static final List<String> MANIFEST = List.copyOf(manifest());

	private HandedOn() {
	}

	/** Has what can change later read now. */
	static void remember() {
		// Calling it initializes this class.
	}

	/**
	 * What is handed on now.
	 * @param settings how the worker is started
	 * @return arguments of a JVM
	 * @throws IOException if the default time zone can't be handed on
	 */
	static List<String> arguments(ProcessSettings settings) throws IOException {
		boolean sameJava = settings.jvm().isApplications();
		List<String> arguments = new ArrayList<>();
		if (settings.jvm().inheritOptions()) {
			addOptions(arguments, sameJava);
			arguments.addAll(MANIFEST);
		}
		if (sameJava && Runtime.version().feature() >= 23
				&& arguments.stream().noneMatch((one) -> one.startsWith(UNSAFE_ACCESS))) {
			// For the thread locals that tasks leave behind, without a warning.
			arguments.add(UNSAFE_ACCESS + "=allow");
		}
		PROPERTIES.forEach((name) -> addProperty(name, arguments));
		if (sameJava && SELECTORS.getClassLoader() == null) {
			// Else it would look into all that is on the class path for another one.
			add(arguments, SelectorProvider.class.getName(), SELECTORS.getName());
		}
		add(arguments, "file.encoding", Charset.defaultCharset().name());
		addZone(arguments, settings);
		addLocale(arguments, "", Locale.getDefault());
		addLocale(arguments, ".display", Locale.getDefault(Locale.Category.DISPLAY));
		addLocale(arguments, ".format", Locale.getDefault(Locale.Category.FORMAT));
		return arguments;
	}

	/** By its id, or as it is if that means another one. */
	private static void addZone(List<String> arguments, ProcessSettings settings) throws IOException {
		TimeZone zone = TimeZone.getDefault();
		TimeZone known = TimeZone.getTimeZone(zone.getID());
		add(arguments, ZONE, zone.getID());
		boolean isChosen = JvmOptions.of(settings.jvm(), settings.environment())
			.stream()
			.anyMatch((option) -> option.startsWith("-D" + ZONE + "="));
		if (isChosen || (known.getID().equals(zone.getID()) && known.hasSameRules(zone))) {
			return;
		}
		try {
			arguments.add(DefaultZone.argument(zone));
		}
		catch (IOException | RuntimeException ex) {
			throw new IOException(
					"The application's default time zone '%s' can't be handed on: %s. Make its class serializable, or choose one for workers by -D%s=... in 'process.jvm-args'"
						.formatted(zone.getID(), ex, ZONE),
					ex);
		}
	}

	/**
	 * Hands on a system property, if the application has it.
	 * @param name its name
	 * @param arguments where to add it
	 */
	static void addProperty(String name, List<String> arguments) {
		String value = System.getProperty(name);
		if (value != null && !value.isEmpty()) {
			add(arguments, name, PATHS.contains(name) ? AbsolutePath.list(value)
					: name.equals(SECURITY) ? securityFile(value) : value);
		}
	}

	/** A file, or an URL; a sign in front of it has it replace the JVM's own. */
	private static String securityFile(String value) {
		boolean replaces = value.startsWith("=");
		String file = replaces ? value.substring(1) : value;
		return (replaces ? "=" : "") + (file.matches("\\w{2,}:.*") ? file : AbsolutePath.list(file));
	}

	/** The same option where its paths mean the same in another directory. */
	private static String absolute(String option) {
		int start = option.startsWith(APPENDED_TO_BOOT) ? APPENDED_TO_BOOT.length()
				: option.startsWith(PATCH) ? option.indexOf('=', PATCH.length()) + 1 : option.length();
		return option.substring(0, start) + AbsolutePath.list(option.substring(start));
	}

	private static void add(List<String> arguments, String name, String value) {
		arguments.add("-D" + name + "=" + value);
	}

	private static void addLocale(List<String> arguments, String category, Locale locale) {
		add(arguments, "user.language" + category, locale.getLanguage());
		add(arguments, "user.script" + category, locale.getScript());
		add(arguments, "user.country" + category, locale.getCountry());
		add(arguments, "user.variant" + category, locale.getVariant());
		String extensions = locale.getExtensionKeys()
			.stream()
			.map((key) -> key + "-" + locale.getExtension(key))
			.collect(Collectors.joining("-"));
		if (!extensions.isEmpty()) {
			add(arguments, "user.extensions" + category, extensions);
		}
	}

	private static void addOptions(List<String> arguments, boolean sameJava) {
		for (String option : started()) {
			String name = option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
			String switched = option.contains(":") ? option.substring(0, option.indexOf(':')) : option;
			if (OPTIONS.contains(name) || (sameJava && OWN_OPTIONS.contains(name)) || ASSERTIONS.contains(switched)
					|| option.startsWith(APPENDED_TO_BOOT)) {
				arguments.add(absolute(option));
			}
		}
	}

	/** What the application's JVM was started with. */
	private static List<String> started() {
		try {
			return ManagementFactory.getRuntimeMXBean().getInputArguments();
		}
		catch (NoClassDefFoundError ex) {
			// A JVM that was made without the module java.management does not tell.
			return List.of();
		}
	}

	/**
	 * What the manifest of the jar says that the application was started from; it means
	 * nothing to a JVM that has the jar on its class path. Read once, as another release
	 * may take the jar's place.
	 */
	private static List<String> manifest() {
		List<String> arguments = new ArrayList<>();
		String jar = System.getProperty("java.class.path", "");
		if (jar.isEmpty() || !System.getProperty("sun.java.command", "").startsWith(jar)) {
			return arguments;
		}
		try (JarFile file = new JarFile(jar)) {
			Attributes manifest = (file.getManifest() != null) ? file.getManifest().getMainAttributes()
					: new Attributes();
			addOpen(arguments, "--add-opens", manifest.getValue("Add-Opens"));
			addOpen(arguments, "--add-exports", manifest.getValue("Add-Exports"));
			if (manifest.getValue("Enable-Native-Access") != null) {
				arguments.add("--enable-native-access=" + manifest.getValue("Enable-Native-Access"));
			}
		}
		catch (IOException ex) {
			// Started from something that is no jar.
			return arguments;
		}
		return arguments;
	}

	private static void addOpen(List<String> arguments, String option, @Nullable String list) {
		if (list != null) {
			for (String one : list.trim().split("\\s+")) {
				arguments.add(option + "=" + one + "=ALL-UNNAMED");
			}
		}
	}

}
