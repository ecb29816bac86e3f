package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.EncodedValue;

/** A map's value as a field of a message. The order is part of the protocol. */
enum ValueField {

	/** No value. */
	NONE,

	/** An integer. */
	INTEGER,

	/** A long. */
	LONG,

	/** A text. */
	TEXT,

	/** What a codec made of anything else. */
	CODEC;

	private static final ValueField[] VALUES = values();

	static void write(MessageWriter writer, @Nullable EncodedValue value) {
		if (value instanceof EncodedValue.OfInteger one) {
			writer.octet(INTEGER.ordinal()).number(one.number());
		}
		else if (value instanceof EncodedValue.OfLong one) {
			writer.octet(LONG.ordinal()).number(one.number());
		}
		else if (value instanceof EncodedValue.OfText one) {
			writer.octet(TEXT.ordinal()).exactText(one.text());
		}
		else if (value instanceof EncodedValue.OfCodec one) {
			writer.octet(CODEC.ordinal()).bytes(one.bytes());
		}
		else {
			writer.octet(NONE.ordinal());
		}
	}

	static @Nullable EncodedValue read(MessageReader reader) throws IOException {
		int ordinal = reader.octet();
		if (ordinal >= VALUES.length) {
			throw new IOException("Unknown form of value " + ordinal);
		}
		return switch (VALUES[ordinal]) {
			case NONE -> null;
			case INTEGER -> new EncodedValue.OfInteger(integer(reader));
			case LONG -> new EncodedValue.OfLong(reader.number());
			case TEXT -> new EncodedValue.OfText(reader.exactText(EncodedValue.LONGEST_TEXT));
			case CODEC -> new EncodedValue.OfCodec(reader.bytes());
		};
	}

	private static int integer(MessageReader reader) throws IOException {
		long number = reader.number();
		if (number != (int) number) {
			throw new IOException("The integer " + number + " is out of range");
		}
		return (int) number;
	}

	/** About how many bytes a value has in a message. */
	static int weight(@Nullable EncodedValue value) {
		if (value instanceof EncodedValue.OfText one) {
			return one.text().length() * Character.BYTES;
		}
		return Long.BYTES + ((value instanceof EncodedValue.OfCodec one) ? one.bytes().length : 0);
	}

}
