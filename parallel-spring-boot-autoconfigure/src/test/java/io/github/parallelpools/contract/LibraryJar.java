package io.github.parallelpools.contract;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A library that lies beside the application: a jar with classes that a test writes.
 *
 * @param file the jar
 */
record LibraryJar(Path file) {

	/** What a gadget does while it is decoded, as seen in the JVM that decodes it. */
	static final String DECODED = "test.library.decoded";

	/**
	 * Classes of which each is a way to be noticed, or an honest library's.
	 */
	private static final List<String> SOURCES = List.of("""
			public class Gadget implements java.io.Serializable {
				private int number = 7;
				private void readObject(java.io.ObjectInputStream in) throws Exception {
					in.defaultReadObject();
					System.setProperty("test.library.decoded", "Gadget");
				}
				@Override public String toString() { return "gadget " + number; }
			}
			""", """
			public class Key implements java.io.Serializable {
				@Override public int hashCode() {
					System.setProperty("test.library.decoded", "Key");
					return 1;
				}
				@Override public boolean equals(Object other) { return other instanceof Key; }
			}
			""", """
			public class Outer implements java.io.Externalizable {
				public Outer() { System.setProperty("test.library.decoded", "Outer"); }
				@Override public void writeExternal(java.io.ObjectOutput out) {}
				@Override public void readExternal(java.io.ObjectInput in) {}
			}
			""", """
			public class SubGadget extends Gadget {
				private final Object part = new Part();
				private static final class Part implements java.io.Serializable {
					private Object readResolve() {
						System.setProperty("test.library.decoded", "Part");
						return this;
					}
				}
			}
			""", """
			public record Pair(String name, int number) implements java.io.Serializable {
			}
			""", """
			public record Replaced(String name) implements java.io.Serializable {
				private Object readResolve() {
					System.setProperty("test.library.decoded", "Replaced");
					return this;
				}
			}
			""", """
			public enum Colour { RED { @Override public String toString() { return "red"; } }, BLUE }
			""", """
			public class PlainException extends RuntimeException {
				public PlainException(String message) { super(message); }
			}
			""", """
			public class GadgetException extends RuntimeException {
				public GadgetException(String message) { super(message); }
				private Object readResolve() {
					System.setProperty("test.library.decoded", "GadgetException");
					return this;
				}
			}
			""", """
			public class HoldingException extends RuntimeException {
				private final Gadget gadget = new Gadget();
				public HoldingException(String message) { super(message); }
			}
			""");

	static LibraryJar in(Path directory) {
		try {
			Path sources = Files.createDirectories(directory.resolve("sources/lib"));
			Path classes = Files.createDirectories(directory.resolve("classes"));
			for (String source : SOURCES) {
				String name = source.replaceAll("(?s)public (class|record|enum) (\\w+).*", "$2");
				Files.writeString(sources.resolve(name + ".java"), "package lib;\n" + source);
			}
			try (Stream<Path> files = Files.list(sources)) {
				String[] arguments = Stream
					.concat(Stream.of("-d", classes.toString(), "--release", "17"), files.map(Path::toString))
					.toArray(String[]::new);
				assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
			}
			return new LibraryJar(pack(classes, directory.resolve("library.jar")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path pack(Path classes, Path jar) throws IOException {
		try (OutputStream out = Files.newOutputStream(jar);
				JarOutputStream entries = new JarOutputStream(out);
				Stream<Path> files = Files.walk(classes)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
				Files.copy(file, entries);
			}
		}
		return jar;
	}

	URL url() {
		try {
			return this.file.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Makes an object of a class of the library, in whatever JVM this runs. */
	static Object make(String name, Object... arguments) {
		try {
			Class<?> type = Thread.currentThread().getContextClassLoader().loadClass("lib." + name);
			return Stream.of(type.getConstructors())
				.filter((one) -> one.getParameterCount() == arguments.length)
				.findFirst()
				.orElseThrow()
				.newInstance(arguments);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
