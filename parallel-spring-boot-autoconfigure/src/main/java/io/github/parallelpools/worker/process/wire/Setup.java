package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.WorkerSpec;

/**
 * What a child is to be.
 *
 * @param spec which worker of which pool
 * @param handlerClass the class that handles items, or that polls; {@code null} if there
 * is none, or if the extension makes it
 * @param serialFilter what may be decoded, {@code null} for anything
 * @param maxPayload the most bytes of an encoded object
 * @param log where its log goes
 * @param extension who makes the handler, {@code null} for its constructor
 * @param contextClass what sets the context of tasks, {@code null} if they have none
 * @param measured whether it measures what tasks use
 */
public record Setup(WorkerSpec spec, @Nullable String handlerClass, @Nullable String serialFilter, long maxPayload,
		LogSetup log, @Nullable ExtensionSetup extension, @Nullable String contextClass, boolean measured) {

	/**
	 * What tells workers that do the same from others.
	 * @return names of classes
	 */
	public String purpose() {
		return this.handlerClass + " " + ((this.extension != null) ? this.extension.className() : "");
	}

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		MessageWriter writer = new MessageWriter().text(this.spec.pool())
			.text(this.spec.worker())
			.texts(this.spec.args())
			.text(this.handlerClass)
			.text(this.serialFilter)
			.number(this.maxPayload);
		return ExtensionSetup.write(this.log.write(writer), this.extension)
			.text(this.contextClass)
			.number(this.measured ? 1 : 0)
			.done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static Setup decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		WorkerSpec spec = new WorkerSpec(reader.requiredText(), reader.requiredText(), reader.texts());
		return new Setup(spec, reader.text(), reader.text(), reader.number(), LogSetup.read(reader),
				ExtensionSetup.read(reader), reader.text(), reader.number() != 0);
	}

}
