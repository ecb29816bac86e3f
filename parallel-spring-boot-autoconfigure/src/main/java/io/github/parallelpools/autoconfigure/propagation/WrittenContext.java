package io.github.parallelpools.autoconfigure.propagation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes to a worker process with a task: the bytes that {@link SubmitterNotes} makes
 * and {@link WorkerNotes} reads.
 *
 * @param notes what the thread has noted
 * @param values the encoded values of thread locals, by the key of their accessor
 * @param headers with what the trace goes on, empty if there is none
 */
record WrittenContext(ThreadNotes notes, Map<String, byte[]> values, Map<String, String> headers) {

	byte[] encode() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			this.notes.write(out);
			out.writeInt(this.values.size());
			for (Map.Entry<String, byte[]> value : this.values.entrySet()) {
				Texts.write(out, value.getKey());
				write(out, value.getValue());
			}
			out.writeInt(this.headers.size());
			for (Map.Entry<String, String> header : this.headers.entrySet()) {
				Texts.write(out, header.getKey());
				Texts.write(out, header.getValue());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	static WrittenContext decode(byte[] encoded) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
			ThreadNotes notes = ThreadNotes.read(in);
			Map<String, byte[]> values = new LinkedHashMap<>();
			for (int left = in.readInt(); left > 0; left--) {
				values.put(String.valueOf(Texts.read(in)), bytes(in));
			}
			Map<String, String> headers = new LinkedHashMap<>();
			for (int left = in.readInt(); left > 0; left--) {
				headers.put(String.valueOf(Texts.read(in)), String.valueOf(Texts.read(in)));
			}
			return new WrittenContext(notes, values, headers);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(DataOutput out, byte[] value) throws IOException {
		out.writeInt(value.length);
		out.write(value);
	}

	private static byte[] bytes(DataInput in) throws IOException {
		byte[] value = new byte[in.readInt()];
		in.readFully(value);
		return value;
	}

}
