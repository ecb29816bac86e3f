package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of arguments for the {@code java} command, which reads its bytes as if they came
 * with the command line: in the encoding of the platform, whatever the default charset
 * is. Written by the grammar of "java Command-Line Argument Files": one argument a line,
 * in quotes, as paths may hold blanks.
 */
final class ArgumentFile {

	private ArgumentFile() {
	}

	/** Whether a JVM can be told a text. */
	static boolean canWrite(String text) {
		return charset().newEncoder().canEncode(text);
	}

	/**
	 * Writes the file.
	 * @param file the file
	 * @param arguments the arguments
	 * @throws IOException if an argument can't be told to a JVM here, or the file can't
	 * be written
	 */
	static void write(Path file, List<String> arguments) throws IOException {
		Charset charset = charset();
		StringBuilder text = new StringBuilder();
		for (String argument : arguments) {
			if (!canWrite(argument)) {
				throw new IOException(
						"'%s' can't be told to a JVM, as the encoding of this platform is %s. Start the application with a locale such as LANG=C.UTF-8."
							.formatted(argument, charset));
			}
			text.append(quoted(argument)).append('\n');
		}
		Files.write(file, encode(charset, text));
	}

	/** Reads text as the launcher does. */
	static String read(Path file) throws IOException {
		return new String(Files.readAllBytes(file), charset());
	}

	private static byte[] encode(Charset charset, CharSequence text) throws CharacterCodingException {
		ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
		byte[] result = new byte[bytes.remaining()];
		bytes.get(result);
		return result;
	}

	/** The encoding of the platform. */
	static Charset charset() {
		String name = System.getProperty("sun.jnu.encoding");
		return (name != null && !name.isEmpty() && Charset.isSupported(name)) ? Charset.forName(name)
				: Charset.defaultCharset();
	}

	static String quoted(String argument) {
		String escaped = argument.replace("\\", "\\\\").replace("\"", "\\\"");
		return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"';
	}

}
