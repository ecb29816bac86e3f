package io.github.parallelpools.spi.codec;

/**
 * The bytes that say what follows. JDK serialization begins with {@code 0xAC}, so that it
 * can be told from what begins with {@link #BEGIN}.
 */
final class Tag {

	/** The first byte of all that is written here; a later format has another one. */
	static final byte BEGIN = 1;

	static final byte NULL = 0;

	static final byte TRUE = 1;

	static final byte FALSE = 2;

	static final byte BYTE = 3;

	static final byte SHORT = 4;

	static final byte CHARACTER = 5;

	static final byte INTEGER = 6;

	static final byte LONG = 7;

	static final byte FLOAT = 8;

	static final byte DOUBLE = 9;

	/** A string of characters below 256, and one of any. */
	static final byte NARROW_STRING = 10;

	static final byte WIDE_STRING = 11;

	static final byte BYTES = 12;

	static final byte SHORTS = 13;

	static final byte CHARACTERS = 14;

	static final byte INTEGERS = 15;

	static final byte LONGS = 16;

	static final byte FLOATS = 17;

	static final byte DOUBLES = 18;

	static final byte BOOLEANS = 19;

	static final byte OBJECTS = 20;

	static final byte STRINGS = 21;

	static final byte INSTANT = 22;

	static final byte DURATION = 23;

	static final byte LOCAL_DATE = 24;

	static final byte LOCAL_TIME = 25;

	static final byte LOCAL_DATE_TIME = 26;

	static final byte OFFSET_DATE_TIME = 27;

	static final byte UUID = 28;

	static final byte BIG_INTEGER = 29;

	static final byte BIG_DECIMAL = 30;

	static final byte ARRAY_LIST = 31;

	static final byte HASH_SET = 32;

	static final byte LINKED_HASH_SET = 33;

	static final byte HASH_MAP = 34;

	static final byte ARRAY_DEQUE = 35;

	static final byte LINKED_LIST = 36;

	/** What {@code List.of} makes, and what {@code Stream.toList} does. */
	static final byte LIST_OF = 37;

	static final byte LIST_WITH_NULLS = 38;

	static final byte SET_OF = 39;

	static final byte MAP_OF = 40;

	static final byte EMPTY_LIST = 41;

	static final byte EMPTY_SET = 42;

	static final byte EMPTY_MAP = 43;

	static final byte SINGLETON_LIST = 44;

	static final byte RECORD = 45;

	static final byte ENUM = 46;

	static final byte LAMBDA = 47;

	/** An object that was written before, by the number of those that can be. */
	static final byte AGAIN = 48;

	/** What is shared by name, and is the same at the other end. */
	static final byte SHARED_LOCK = 49;

	static final byte SHARED_MAP = 50;

	private Tag() {
	}

}
