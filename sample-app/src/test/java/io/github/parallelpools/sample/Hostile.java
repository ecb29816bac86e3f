package io.github.parallelpools.sample;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Input that no thread survives. */
public final class Hostile {

	/** A search that spins for ever. */
	public static final String SEARCH = "{\"pattern\":\"(([a-z]+)*)+$\",\"text\":\"" + "a".repeat(40) + "!\"}";

	/** The color type of PNGs with one byte for each pixel. */
	public static final int GRAY = 0;

	/** The color type of PNGs with three bytes for each pixel. */
	public static final int RGB = 2;

	private Hostile() {
	}

	/**
	 * A PNG that says how large it is, and breaks off after its first line.
	 * @param width its width in pixels
	 * @param height its height in pixels
	 * @param colorType {@link #GRAY} or {@link #RGB}
	 * @return the file
	 */
	public static byte[] bomb(int width, int height, int colorType) {
		byte[] header = ByteBuffer.allocate(13)
			.putInt(width)
			.putInt(height)
			.put((byte) 8)
			.put((byte) colorType)
			.array();
		Deflater deflater = new Deflater();
		deflater.setInput(new byte[1 + 3 * width]);
		deflater.finish();
		byte[] line = new byte[3 * width];
		int length = deflater.deflate(line);
		deflater.end();
		ByteBuffer file = ByteBuffer.allocate(length + 100).putLong(0x89504E470D0A1A0AL);
		chunk(file, "IHDR", header, header.length);
		chunk(file, "IDAT", line, length);
		chunk(file, "IEND", new byte[0], 0);
		byte[] bytes = new byte[file.position()];
		file.flip().get(bytes);
		return bytes;
	}

	private static void chunk(ByteBuffer file, String type, byte[] content, int length) {
		byte[] name = type.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
		CRC32 sum = new CRC32();
		sum.update(name);
		sum.update(content, 0, length);
		file.putInt(length).put(name).put(content, 0, length).putInt((int) sum.getValue());
	}

}
