package io.github.parallelpools.autoconfigure.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What is in a file with a task: a head for people and for who runs it again, and the
 * payload as workers get it. Knows the layout of the file and checks what it reads. Does
 * not decode payloads. Immutable, apart from the bytes.
 */
public final class ReplayFile {

	/** What the names of files end with. */
	static final String SUFFIX = ".replay";

	private static final String MAGIC = "parallel-pools-replay ";

	private static final int VERSION = 1;

	private static final Pattern FIRST_LINE = Pattern
		.compile(MAGIC + "([1-9]\\d{0,3})(?: head=(\\d{1,9}) payload=(\\d{1,10}) sha256=([0-9a-f]{64})| .*)");

	private static final int LONGEST_FIRST_LINE = 200;

	private static final int LARGEST_HEAD = 4 * 1024 * 1024;

	private final Map<String, ?> head;

	private final byte[] payload;

	/**
	 * Puts both together.
	 * @param head texts, numbers, truths, and lists and maps of such, by name
	 * @param payload the payload
	 */
	public ReplayFile(Map<String, ?> head, byte[] payload) {
		this.head = head;
		this.payload = payload;
	}

	/**
	 * The whole head, for people to read.
	 * @return what the file has, by name
	 */
	public Map<String, ?> head() {
		return this.head;
	}

	/**
	 * The payload; belongs to this.
	 * @return its bytes, which must not be changed
	 */
	public byte[] payload() {
		return this.payload;
	}

	/**
	 * The name of the pool that has run the task.
	 * @return the name
	 * @throws ReplayFileException if the head does not tell
	 */
	public String pool() {
		return required("pool");
	}

	/**
	 * The id of the task.
	 * @return the id
	 * @throws ReplayFileException if the head does not tell
	 */
	public String task() {
		return required("task");
	}

	/**
	 * What the payload is: {@code call}, {@code item} or {@code apply}.
	 * @return its name
	 * @throws ReplayFileException if the head does not tell
	 */
	public String work() {
		return required("work");
	}

	/**
	 * Who has handled the item, {@code null} if the payload needs no handler.
	 * @return the name of a bean or a class
	 */
	public @Nullable String handler() {
		return text("handler");
	}

	/**
	 * A text of the head.
	 * @param name its name
	 * @return the text, {@code null} if there is none
	 */
	public @Nullable String text(String name) {
		return (this.head.get(name) instanceof String text) ? text : null;
	}

	private String required(String name) {
		String text = text(name);
		if (text == null) {
			throw new ReplayFileException(
					"The head of the file has no '%s'. Write the dead letter again.".formatted(name));
		}
		return text;
	}

	/** The bytes of the file. */
	byte[] bytes() {
		byte[] text = HeadText.write(this.head).getBytes(StandardCharsets.UTF_8);
		if (text.length > LARGEST_HEAD) {
			throw new ReplayFileException(
					"The head would have %s bytes, and a file has %s at most.".formatted(text.length, LARGEST_HEAD));
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(LONGEST_FIRST_LINE + text.length + this.payload.length);
		out.writeBytes("%s%s head=%s payload=%s sha256=%s\n"
			.formatted(MAGIC, VERSION, text.length, this.payload.length, digest(text, this.payload))
			.getBytes(StandardCharsets.US_ASCII));
		out.writeBytes(text);
		out.writeBytes(this.payload);
		return out.toByteArray();
	}

	private static String digest(byte[]... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			List.of(parts).forEach(digest::update);
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/**
	 * Reads a file.
	 * @param path the file
	 * @return what is in it
	 * @throws ReplayFileException if it can't be read, is none, is incomplete or changed,
	 * or was written by a newer version
	 */
	public static ReplayFile read(Path path) {
		if (!Files.isRegularFile(path)) {
			throw new ReplayFileException("There is no file '%s'. Name a file that a dead letter was written to."
				.formatted(path.toAbsolutePath()));
		}
		try (InputStream in = Files.newInputStream(path)) {
			return read(path, Files.size(path), in);
		}
		catch (IOException ex) {
			throw new ReplayFileException("File '%s' can't be read: %s.".formatted(path, ex), ex);
		}
	}

	private static ReplayFile read(Path path, long size, InputStream in) throws IOException {
		String line = firstLine(in);
		Matcher first = FIRST_LINE.matcher(line);
		if (!first.matches()) {
			throw refusal(path, "is no file that a dead letter was written to");
		}
		int version = Integer.parseInt(first.group(1));
		if (version > VERSION) {
			throw refusal(path, "has version %s of the format, and this release knows up to %s. Use a newer release"
				.formatted(version, VERSION));
		}
		if (first.group(2) == null) {
			throw refusal(path, "has a first line that can't be read. Write the dead letter again");
		}
		long head = Long.parseLong(first.group(2));
		long payload = Long.parseLong(first.group(3));
		long expected = line.length() + 1 + head + payload;
		if (size != expected || head > LARGEST_HEAD || payload > Integer.MAX_VALUE - 1024) {
			throw refusal(path, "has %s bytes, and should have %s. Copy it again".formatted(size, expected));
		}
		byte[] text = in.readNBytes((int) head);
		byte[] rest = in.readNBytes((int) payload);
		if (!digest(text, rest).equals(first.group(4))) {
			throw refusal(path, "was changed or damaged: its digest is another one. Copy it again");
		}
		try {
			return new ReplayFile(HeadText.read(new String(text, StandardCharsets.UTF_8)), rest);
		}
		catch (IllegalArgumentException ex) {
			throw refusal(path, "has a head that can't be read: " + ex.getMessage());
		}
	}

	/**
	 * Whether a file has a task of a pool. Reads no more of it than its head.
	 * @param path the file
	 * @param pool the name of the pool
	 * @return {@code false} also if the head can't be read
	 */
	public static boolean isOf(Path path, String pool) {
		try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
			Matcher first = FIRST_LINE.matcher(firstLine(in));
			if (!first.matches() || first.group(2) == null || Long.parseLong(first.group(2)) > LARGEST_HEAD) {
				return false;
			}
			byte[] text = in.readNBytes(Integer.parseInt(first.group(2)));
			return pool.equals(HeadText.read(new String(text, StandardCharsets.UTF_8)).get("pool"));
		}
		catch (IOException | IllegalArgumentException ex) {
			return false;
		}
	}

	private static String firstLine(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next; line.length() < LONGEST_FIRST_LINE && (next = in.read()) >= 0 && next != '\n';) {
			line.append((char) next);
		}
		return line.toString();
	}

	private static ReplayFileException refusal(Path path, String why) {
		return new ReplayFileException("File '%s' %s.".formatted(path, why));
	}

}
