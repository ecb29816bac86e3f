package io.github.parallelpools.autoconfigure.propagation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** How a text of any length, or none, is written down. */
final class Texts {

	private Texts() {
	}

	static void write(DataOutput out, @Nullable String text) throws IOException {
		if (text == null) {
			out.writeInt(-1);
			return;
		}
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(encoded.length);
		out.write(encoded);
	}

	static @Nullable String read(DataInput in) throws IOException {
		int length = in.readInt();
		if (length < 0) {
			return null;
		}
		byte[] encoded = new byte[length];
		in.readFully(encoded);
		return new String(encoded, StandardCharsets.UTF_8);
	}

}
