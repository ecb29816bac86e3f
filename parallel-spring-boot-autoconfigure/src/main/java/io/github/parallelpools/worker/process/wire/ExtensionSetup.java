package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Who makes the handler of a child.
 *
 * @param className the class of a {@link io.github.parallelpools.spi.ChildExtension}
 * @param settings what only that class understands
 */
public record ExtensionSetup(String className, byte[] settings) {

	static MessageWriter write(MessageWriter writer, @Nullable ExtensionSetup extension) {
		writer.text((extension != null) ? extension.className() : null);
		return (extension != null) ? writer.bytes(extension.settings()) : writer;
	}

	static @Nullable ExtensionSetup read(MessageReader reader) throws IOException {
		String className = reader.text();
		return (className != null) ? new ExtensionSetup(className, reader.bytes()) : null;
	}

}
