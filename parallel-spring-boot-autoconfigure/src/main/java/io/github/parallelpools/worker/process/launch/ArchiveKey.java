package io.github.parallelpools.worker.process.launch;

import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What an archive belongs to: one JVM with its options, and one class path as it is now.
 * Knows what the JVM can't put into an archive, and nothing of where archives are.
 */
final class ArchiveKey {

	/** Of a later layout of the files. */
	private static final int FORMAT = 1;

	/**
	 * With these the JVM uses no archive, or another one, or classes are changed while
	 * they are loaded.
	 */
	private static final List<String> EXCLUDED = List.of("-Xshare", "-XX:SharedArchiveFile", "-XX:ArchiveClassesAtExit",
			"-XX:SharedClassListFile", "-XX:DumpLoadedClassList", "-XX:AOT", "-javaagent", "-agentlib", "-agentpath",
			"-Xrun", "-Xbootclasspath", "--patch-module", "--limit-modules", "--upgrade-module-path",
			"-Djava.system.class.loader", "-XX:Flags=", "-XX:VMOptionsFile=", "@");

	private ArchiveKey() {
	}

	/** Why there can be no archive. */
	static final class Refused extends Exception {

		private static final long serialVersionUID = 1L;

		Refused(String reason) {
			super(reason);
		}

	}

	/**
	 * The key.
	 * @param purpose what its workers are for
	 * @param settings how they are started
	 * @param handedOn what they get of the application's own options
	 * @param classPath the application's classes
	 * @return 32 letters and digits
	 * @throws Refused if there can be no archive
	 */
	static String of(String purpose, ProcessSettings settings, List<String> handedOn, ClassPath classPath)
			throws Refused {
		List<String> options = JvmOptions.of(settings.jvm(), settings.environment());
		requireArchivable(options);
		requireArchivable(handedOn);
		requireArchivable(classPath);
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			try (DataOutputStream out = new DataOutputStream(
					new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
				out.writeInt(FORMAT);
				out.writeUTF(purpose);
				writeJvm(settings.jvm(), out);
				for (List<String> some : List.of(options, handedOn)) {
					for (String option : some) {
						// Properties do not matter, and some differ from start to start.
						out.writeUTF(option.startsWith("-D") ? "" : option);
					}
				}
				for (Path entry : classPath.entries()) {
					writeFile(entry, out);
				}
			}
			return HexFormat.of().formatHex(digest.digest(), 0, 16);
		}
		catch (IOException | NoSuchAlgorithmException ex) {
			throw new Refused(ex.toString());
		}
	}

	private static void requireArchivable(List<String> options) throws Refused {
		for (String option : options) {
			if (EXCLUDED.stream().anyMatch(option::startsWith)) {
				int end = option.indexOf('=');
				throw new Refused(
						"the option '%s' allows none".formatted((end > 0) ? option.substring(0, end) : option));
			}
		}
	}

	private static void requireArchivable(ClassPath classPath) throws Refused {
		if (!classPath.nested().isEmpty()) {
			throw new Refused(
					"the application's classes lie nested in an executable archive. Extract it (java -Djarmode=tools -jar app.jar extract)");
		}
		if (!classPath.modules().isEmpty() || classPath.main().contains("/")) {
			throw new Refused("the application has modules of its own");
		}
		for (Path entry : classPath.entries()) {
			if (Files.isDirectory(entry) && !isEmpty(entry)) {
				throw new Refused("'%s' on the class path is a directory. Put the classes into a jar".formatted(entry));
			}
		}
	}

	private static boolean isEmpty(Path directory) {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
			return !files.iterator().hasNext();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Another build of the same version has other files. */
	private static void writeJvm(ProcessSettings.Jvm jvm, DataOutputStream out) throws IOException {
		Path home = ((jvm.javaHome() != null) ? jvm.javaHome() : Path.of(System.getProperty("java.home"))).toRealPath();
		out.writeUTF(home.toString());
		out.write(Files.readAllBytes(home.resolve("release")));
		for (String file : List.of("modules", "server" + File.separator + System.mapLibraryName("jvm"),
				"server" + File.separator + "classes.jsa")) {
			writeFile(home.resolve("lib").resolve(file), out);
		}
		out.writeBoolean(jvm.optimize());
	}

	private static void writeFile(Path file, DataOutputStream out) throws IOException {
		out.writeUTF(file.toString());
		if (Files.isRegularFile(file)) {
			out.writeLong(Files.size(file));
			out.writeLong(Files.getLastModifiedTime(file).toMillis());
		}
	}

}
