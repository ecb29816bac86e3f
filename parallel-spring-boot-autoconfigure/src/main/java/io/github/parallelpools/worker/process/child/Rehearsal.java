package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.RunControl;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.spi.WorkerTaskContext;
import io.github.parallelpools.spi.codec.TagCodec;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.worker.process.wire.ResultMessage;
import io.github.parallelpools.worker.process.wire.TaskMessage;

/**
 * Does with a task of its own what is done with each one: nearly all of the time that the
 * first task of a worker takes goes into loading and linking of classes. Knows neither
 * the pool nor its connection, so it can go beside the start.
 */
final class Rehearsal {

	private static final int MOST_BYTES = 64 * 1024;

	/** What each task has of its own, and which needs a connection. */
	private static final List<Class<?>> PER_TASK = List.of(ChildRun.class, RunControl.class, WorkerTaskContext.class);

	/** The task shares nothing. */
	private static final class Nothing implements SharedObjects {

		@Override
		public SharedLock lock(String name, BooleanSupplier ended) {
			throw new UnsupportedOperationException(name);
		}

		@Override
		public <V> SharedMap<V> map(String tag) {
			throw new UnsupportedOperationException(tag);
		}

	}

	private Rehearsal() {
	}

	/**
	 * Rehearses.
	 * @param task captures something, as most do
	 * @return its result, as it would come back
	 */
	static byte[] of(TaskCallable<?> task) throws Exception {
		ClassLoader loader = Rehearsal.class.getClassLoader();
		SharedObjects nothing = new Nothing();
		PayloadCodec codec = new TagCodec(new JdkPayloadCodec(loader, null, MOST_BYTES, nothing), loader, null,
				MOST_BYTES, nothing);
		TaskMessage received = TaskMessage.decode(sent(codec.encode(task)));
		Object decoded = codec.decode(received.body());
		byte[] value = codec.encode((decoded instanceof TaskCallable<?> call) ? call.call() : null);
		new ResultMessage(null, null, ByteBuffer.wrap(value)).encodeHead();
		for (Class<?> type : PER_TASK) {
			Class.forName(type.getName(), true, loader);
		}
		return value;
	}

	private static byte[] sent(byte[] body) throws IOException {
		byte[] head = new TaskMessage("", 1, 1, -1, null, TaskMessage.Mode.CALL, null, ByteBuffer.wrap(body))
			.encodeHead();
		return ByteBuffer.allocate(head.length + body.length).put(head).put(body).array();
	}

}
