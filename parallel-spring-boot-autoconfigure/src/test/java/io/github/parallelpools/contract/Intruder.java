package io.github.parallelpools.contract;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.worker.process.child.ChildLog;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.RemoteMaps;

/** What a hostile task can do in its worker process: it says whatever it likes. */
final class Intruder {

	private Intruder() {
	}

	private static Connection connection() {
		return (Connection) read(ChildLog.class, "connection", ChildLog.current());
	}

	private static Object read(Class<?> type, String name, Object owner) {
		try {
			Field field = type.getDeclaredField(name);
			field.setAccessible(true);
			return field.get(owner);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Sends a message in the name of this worker process. */
	static void say(FrameType type, long id, byte[] payload) {
		try {
			connection().send(type, id, ByteBuffer.wrap(payload));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Sends bytes that need not be a message. */
	static void write(byte[] bytes) throws IOException {
		SocketChannel channel = (SocketChannel) read(Connection.class, "channel", connection());
		for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining();) {
			// The channel does not wait for room.
			channel.write(left);
		}
	}

	/** The first frame of a message that has more, which is as long as frames are. */
	static byte[] beginning(FrameType type) {
		int length = 64 * 1024;
		ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + 1 + Long.BYTES + length);
		return frame.putInt(length).put((byte) (type.ordinal() | 0x80)).putLong(1).array();
	}

	/** What asks for the value of a key. */
	static byte[] mapRequest(String tag, String key) {
		return mapRequest(tag, (map) -> map.get(key));
	}

	/** What is asked first for something that is done with a map. */
	static byte[] mapRequest(String tag, Consumer<MapStore> use) {
		AtomicReference<byte[]> seen = new AtomicReference<>(new byte[0]);
		try {
			use.accept(new RemoteMaps((request) -> {
				seen.set(request);
				throw new IOException("Seen");
			}).store(tag));
		}
		catch (SharedMapException ex) {
			return seen.get();
		}
		throw new IllegalStateException("Nothing was asked");
	}

}
