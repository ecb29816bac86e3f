package io.github.parallelpools.shared.store;

/**
 * A value as the owner of a map stores it: without any object of the user's. What occurs
 * most has a form of its own, all else is bytes that the owner never decodes. Immutable,
 * as nobody changes the bytes.
 */
public sealed interface EncodedValue {

	/**
	 * How many characters a text may have that is stored as it is. Longer ones go to the
	 * codec, which knows how large a value may be.
	 */
	int LONGEST_TEXT = 32 * 1024;

	/**
	 * An {@link Integer}.
	 *
	 * @param number the number
	 */
	record OfInteger(int number) implements EncodedValue {
	}

	/**
	 * A {@link Long}.
	 *
	 * @param number the number
	 */
	record OfLong(long number) implements EncodedValue {
	}

	/**
	 * A {@link String}.
	 *
	 * @param text the text, at most {@link #LONGEST_TEXT} characters
	 */
	record OfText(String text) implements EncodedValue {
	}

	/**
	 * Anything else.
	 *
	 * @param bytes what the codec made of it
	 */
	record OfCodec(byte[] bytes) implements EncodedValue {
	}

}
