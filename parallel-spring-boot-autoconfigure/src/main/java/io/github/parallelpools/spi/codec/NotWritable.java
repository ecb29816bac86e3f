package io.github.parallelpools.spi.codec;

/** The value, or something in it, is left to the JDK's serialization. */
final class NotWritable extends RuntimeException {

	static final NotWritable INSTANCE = new NotWritable();

	private static final long serialVersionUID = 1;

	private NotWritable() {
		super("The value is not one that can be written with tags", null, false, false);
	}

}
