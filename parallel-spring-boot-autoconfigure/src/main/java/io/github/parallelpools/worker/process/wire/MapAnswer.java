package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.EncodedValue;

/**
 * What the application says to a {@link MapRequest}. Every kind has the same fields; what
 * it does not use is empty.
 *
 * @param kind what it means
 * @param number a version, a count, a sum, a length, or the next page
 * @param value a value
 * @param items the entries of a page
 */
record MapAnswer(Kind kind, long number, @Nullable EncodedValue value, List<Item> items) {

	/** What an answer means. The order is part of the protocol. */
	enum Kind {

		/** It is done; the number is its result, as a truth 0 or 1. */
		DONE,

		/** What the key holds, or held before, and the version. */
		VALUE,

		/** Somebody else was faster; the value and version that the key has instead. */
		LOST,

		/** The sum is out of range; the value as it is. */
		OVERFLOW,

		/** Nothing can be added to this; the value, if it may travel. */
		NOT_A_NUMBER,

		/** Part of a snapshot; the number is where it goes on, 0 at the end. */
		PAGE,

		/** A value may not travel; the number is its length, the item its key. */
		TOO_LARGE,

		/** The owner failed; the value is its message. */
		FAILED;

		private static final Kind[] VALUES = values();

		static Kind of(int ordinal) throws IOException {
			if (ordinal >= VALUES.length) {
				throw new IOException("Unknown answer " + ordinal + " of a shared map");
			}
			return VALUES[ordinal];
		}

	}

	/**
	 * One entry of a page.
	 *
	 * @param key its key
	 * @param version its version
	 * @param value its value, {@code null} where only keys were asked for
	 */
	record Item(String key, long version, @Nullable EncodedValue value) {

		/** About how many bytes it has in a message. */
		int weight() {
			return this.key.length() * Character.BYTES + 3 * Long.BYTES + ValueField.weight(this.value);
		}

	}

	static MapAnswer of(Kind kind, long number, @Nullable EncodedValue value) {
		return new MapAnswer(kind, number, value, List.of());
	}

	static MapAnswer done(long number) {
		return of(Kind.DONE, number, null);
	}

	static MapAnswer done(boolean truth) {
		return done(truth ? 1 : 0);
	}

	byte[] encode() {
		int length = 4 * Long.BYTES + ValueField.weight(this.value);
		for (Item item : this.items) {
			length += item.weight();
		}
		MessageWriter writer = new MessageWriter(length).octet(this.kind.ordinal()).number(this.number);
		ValueField.write(writer, this.value);
		for (Item item : this.items) {
			writer.exactText(item.key()).number(item.version());
			ValueField.write(writer, item.value());
		}
		return writer.done();
	}

	static MapAnswer decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		Kind kind = Kind.of(reader.octet());
		long number = reader.number();
		EncodedValue value = ValueField.read(reader);
		List<Item> items = new ArrayList<>();
		while (reader.hasMore()) {
			items.add(new Item(reader.exactText(SharedMap.LONGEST_KEY), reader.number(), ValueField.read(reader)));
		}
		return new MapAnswer(kind, number, value, items);
	}

	EncodedValue requiredValue() throws IOException {
		EncodedValue required = this.value;
		if (required == null) {
			throw new IOException("An answer lacks a value");
		}
		return required;
	}

}
