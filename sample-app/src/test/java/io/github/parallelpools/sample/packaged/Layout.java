package io.github.parallelpools.sample.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

import static org.assertj.core.api.Assertions.assertThat;

/** How the sample is shipped. */
enum Layout {

	/** One jar with all jars in it. */
	FAT {

		@Override
		Path jar(Path directory) {
			return fatJar();
		}

	},

	/** A war that can be executed. */
	WAR {

		@Override
		Path jar(Path directory) throws IOException {
			Path war = directory.resolve("sample.war");
			try (JarFile jar = new JarFile(fatJar().toFile());
					JarOutputStream out = new JarOutputStream(Files.newOutputStream(war))) {
				out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
				Manifest manifest = jar.getManifest();
				Attributes attributes = manifest.getMainAttributes();
				attributes.putValue("Main-Class", "org.springframework.boot.loader.launch.WarLauncher");
				attributes.replaceAll((name, value) -> value.toString().replace("BOOT-INF", "WEB-INF"));
				manifest.write(out);
				for (JarEntry entry : Collections.list(jar.entries())) {
					// Archives within must not be compressed again.
					if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
						ZipEntry moved = new ZipEntry(entry.getName().replace("BOOT-INF", "WEB-INF"));
						moved.setMethod(entry.getMethod());
						if (entry.getMethod() == ZipEntry.STORED) {
							moved.setSize(entry.getSize());
							moved.setCrc(entry.getCrc());
						}
						out.putNextEntry(moved);
						jar.getInputStream(entry).transferTo(out);
					}
				}
			}
			return war;
		}

	},

	/** A jar with its libraries beside it. */
	EXTRACTED {

		@Override
		Path jar(Path directory) throws IOException, InterruptedException {
			Path target = directory.resolve("extracted");
			Process extract = new ProcessBuilder(java(), "-Djarmode=tools", "-jar", fatJar().toString(), "extract",
					"--destination", target.toString())
				.inheritIO()
				.start();
			assertThat(extract.waitFor()).isZero();
			return target.resolve(fatJar().getFileName());
		}

	};

	/**
	 * Makes the layout.
	 * @param directory where there is room for files
	 * @return the jar to start
	 */
	abstract Path jar(Path directory) throws IOException, InterruptedException;

	/** The Java that the tests were told to use, or that which runs them. */
	static String java() {
		String home = System.getProperty("worker.java.home", "");
		return (home.isBlank() ? System.getProperty("java.home") : home) + File.separator + "bin" + File.separator
				+ "java";
	}

	/**
	 * How many searches are to kill their workers at once: fewer where each new worker
	 * starts through Boot's loader, which takes longer.
	 */
	int hostilePatterns() {
		return (this == EXTRACTED) ? 100 : 30;
	}

	static Path fatJar() {
		return Path.of(System.getProperty("sample.jar"));
	}

	static List<String> command(Path jar) {
		return List.of(java(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
	}

}
