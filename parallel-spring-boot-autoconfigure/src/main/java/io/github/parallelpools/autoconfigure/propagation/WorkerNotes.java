package io.github.parallelpools.autoconfigure.propagation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ChildContext;
import io.github.parallelpools.spi.PayloadCodec;

/**
 * Sets in a worker process what {@link SubmitterNotes} has written down, and has the run
 * observed there. Made by name.
 */
public final class WorkerNotes implements ChildContext {

	@Override
	public Scope open(byte[] context, PayloadCodec codec) throws IOException, ClassNotFoundException {
		WrittenContext written = WrittenContext.decode(context);
		Map<String, Object> values = decode(written.values(), codec);
		List<Runnable> before = new ArrayList<>();
		boolean opened = false;
		try {
			if (!values.isEmpty()) {
				before.add(0, Accessors.of(values).set());
			}
			before.add(0, written.notes().set());
			Observation run = written.headers().isEmpty() ? null : RunObservations.begin(written.headers());
			if (run != null) {
				before.add(0, TaskObservation.open(run));
			}
			opened = true;
			return new Opened(before, run);
		}
		finally {
			if (!opened) {
				before.forEach(Quietly::run);
			}
		}
	}

	private static Map<String, Object> decode(Map<String, byte[]> encoded, PayloadCodec codec)
			throws IOException, ClassNotFoundException {
		Map<String, Object> values = new TreeMap<>();
		for (Map.Entry<String, byte[]> value : encoded.entrySet()) {
			Object decoded = codec.decode(ByteBuffer.wrap(value.getValue()));
			values.put(value.getKey(), Objects.requireNonNull(decoded, "Nothing that is not there goes along"));
		}
		return values;
	}

	/**
	 * What was set for one task.
	 *
	 * @param before has the thread have again what it had before, in this order
	 * @param run observes the run, {@code null} if nobody does
	 */
	private record Opened(List<Runnable> before, @Nullable Observation run) implements Scope {

		@Override
		public void failed(Throwable error) {
			if (this.run != null) {
				Quietly.run(() -> this.run.error(error));
			}
		}

		@Override
		public void close() {
			this.before.forEach(Quietly::run);
			if (this.run != null) {
				Quietly.run(this.run::stop);
			}
		}

	}

}
