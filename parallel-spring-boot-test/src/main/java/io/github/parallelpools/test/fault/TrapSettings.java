package io.github.parallelpools.test.fault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

/**
 * What a process is told of its handler and of the fault that it meets while it starts.
 *
 * @param handlerClass the name of the handler's class or method, {@code null} if there is
 * none, or something else makes it
 * @param extension the class that makes the handler, {@code null} for its constructor
 * @param settings what that class is told
 * @param trap the fault, {@code null} for none
 */
record TrapSettings(@Nullable String handlerClass, @Nullable String extension, byte[] settings,
		@Nullable Trap trap) implements Serializable {

	byte[] encode() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(this);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	static TrapSettings decode(byte[] encoded) throws IOException, ClassNotFoundException {
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(encoded))) {
			return (TrapSettings) in.readObject();
		}
	}

}
