package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

/**
 * The child proves who it is.
 *
 * @param token the secret that it was started with
 * @param pid its process id
 */
public record Hello(String token, long pid) {

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		return new MessageWriter().number(this.pid).text(this.token).done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static Hello decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		long pid = reader.number();
		return new Hello(reader.requiredText(), pid);
	}

}
