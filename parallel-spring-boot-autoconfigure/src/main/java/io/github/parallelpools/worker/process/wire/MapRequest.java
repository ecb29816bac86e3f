package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.store.EncodedValue;

/**
 * What a child asks of a shared map. Every operation has the same fields; what it does
 * not use is empty.
 *
 * @param operation what to do
 * @param tag the map
 * @param key the key
 * @param number the version to compare with, the number to add, or the page to go on with
 * @param value the value to put
 */
record MapRequest(Operation operation, String tag, String key, long number, @Nullable EncodedValue value) {

	/** What to do. The order is part of the protocol. */
	enum Operation {

		GET, CONTAINS_KEY, SIZE, PUT, REMOVE, DELETE, COMPARE_AND_SET, ADD, CLEAR,

		/** The first page of a snapshot of all keys. */
		KEYS,

		/** The first page of a snapshot of all entries. */
		ENTRIES,

		/** A further page. */
		NEXT;

		private static final Operation[] VALUES = values();

		static Operation of(int ordinal) throws IOException {
			if (ordinal >= VALUES.length) {
				throw new IOException("Unknown operation " + ordinal + " on a shared map");
			}
			return VALUES[ordinal];
		}

	}

	/** Without any field but the map. */
	static MapRequest of(Operation operation, String tag) {
		return new MapRequest(operation, tag, "", 0, null);
	}

	static MapRequest of(Operation operation, String tag, String key) {
		return new MapRequest(operation, tag, key, 0, null);
	}

	byte[] encode() {
		int length = 6 * Long.BYTES + (this.tag.length() + this.key.length()) * Character.BYTES
				+ ValueField.weight(this.value);
		MessageWriter writer = new MessageWriter(length).octet(this.operation.ordinal())
			.exactText(this.tag)
			.exactText(this.key)
			.number(this.number);
		ValueField.write(writer, this.value);
		return writer.done();
	}

	static MapRequest decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		Operation operation = Operation.of(reader.octet());
		MapRequest request = new MapRequest(operation, reader.exactText(SharedMap.LONGEST_KEY),
				reader.exactText(SharedMap.LONGEST_KEY), reader.number(), ValueField.read(reader));
		reader.end();
		return request;
	}

	EncodedValue requiredValue() throws IOException {
		EncodedValue required = this.value;
		if (required == null) {
			throw new IOException("A request lacks a value");
		}
		return required;
	}

}
