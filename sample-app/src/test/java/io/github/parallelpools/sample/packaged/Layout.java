package io.github.parallelpools.sample.packaged;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

	static Path fatJar() {
		return Path.of(System.getProperty("sample.jar"));
	}

	static List<String> command(Path jar) {
		return List.of(java(), "-jar", jar.toString());
	}

}
