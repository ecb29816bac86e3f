package io.github.parallelpools.shared.store;

/**
 * About how many bytes of the heap an entry takes, the same whenever it is asked. Rather
 * too much than too little, for a heap with compressed references.
 */
final class EntryBytes {

	/**
	 * The objects of an entry, headers of texts and arrays, and its place in the table,
	 * which doubles.
	 */
	private static final long OVERHEAD = 192;

	private static final int LATIN = 0xFF;

	private EntryBytes() {
	}

	static long of(StoredEntry entry) {
		return OVERHEAD + of(entry.key()) + of(entry.value());
	}

	private static long of(EncodedValue value) {
		if (value instanceof EncodedValue.OfText one) {
			return of(one.text());
		}
		return (value instanceof EncodedValue.OfCodec one) ? one.bytes().length : 0;
	}

	/** A text has two bytes for each character as soon as one of them needs them. */
	static long of(String text) {
		int length = text.length();
		for (int i = 0; i < length; i++) {
			if (text.charAt(i) > LATIN) {
				return 2L * length;
			}
		}
		return length;
	}

}
