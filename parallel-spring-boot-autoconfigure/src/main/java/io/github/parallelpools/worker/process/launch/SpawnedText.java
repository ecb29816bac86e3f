package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * What a new process is told by its command and its environment. The JDK writes a
 * question mark for each letter that its encoding lacks, so such text is refused.
 */
final class SpawnedText {

	private static final String REMEDY = "Start the application with a locale such as LANG=C.UTF-8.";

	private SpawnedText() {
	}

	/**
	 * Refuses what would arrive as another text.
	 * @param prefix words of a command
	 * @param environment variables
	 * @throws InvalidSettingException if there is such text
	 */
	static void requireWhole(List<String> prefix, Map<String, String> environment) {
		Charset charset = charset();
		for (String word : prefix) {
			if (!isWhole(word, charset)) {
				throw new InvalidSettingException("process.command-prefix", word,
						"The encoding of this platform is %s, which lacks letters of it. %s".formatted(charset,
								REMEDY));
			}
		}
		environment.forEach((name, value) -> {
			if (!isWhole(name, charset) || !isWhole(value, charset)) {
				// The value may be a secret.
				throw new InvalidSettingException("process.environment", name,
						"The encoding of this platform is %s, which lacks letters of this variable or its value. %s"
							.formatted(charset, REMEDY));
			}
		});
	}

	private static boolean isWhole(String text, Charset charset) {
		// Windows has one encoding for all letters.
		return File.separatorChar == '\\' || charset.newEncoder().canEncode(text);
	}

	/** What the JDK encodes them in. */
	private static Charset charset() {
		return (Runtime.version().feature() < 18) ? Charset.defaultCharset() : ArgumentFile.charset();
	}

}
