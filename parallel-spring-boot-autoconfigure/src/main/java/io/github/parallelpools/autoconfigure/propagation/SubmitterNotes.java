package io.github.parallelpools.autoconfigure.propagation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.ContextEncoder;
import io.github.parallelpools.spi.EncodedContext;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.worker.process.TaskContexts;

/**
 * Writes down what the submitting thread has noted and with what its trace goes on, and
 * has tasks observed, for processes that run them.
 */
public final class SubmitterNotes implements ContextEncoder {

	private final List<String> keys;

	private final PayloadCodec codec;

	private final TaskObservations observations;

	/**
	 * Makes one.
	 * @param keys the keys of the accessors whose values go along
	 * @param codec encodes these values
	 * @param observations has tasks observed
	 */
	public SubmitterNotes(List<String> keys, PayloadCodec codec, TaskObservations observations) {
		this.keys = List.copyOf(keys);
		this.codec = codec;
		this.observations = observations;
	}

	/**
	 * What carries the notes.
	 * @return the two ends of their way
	 */
	public TaskContexts contexts() {
		return new TaskContexts(this, WorkerNotes.class.getName());
	}

	@Override
	public @Nullable EncodedContext encode() {
		Map<String, byte[]> values = this.keys.isEmpty() ? Map.of() : values();
		TaskObservation observation = this.observations.begin();
		if (observation == null) {
			ThreadNotes notes = ThreadNotes.ofThisThread();
			return (notes != null || !values.isEmpty()) ? encode(notes, values, Map.of(), null) : null;
		}
		boolean encoded = false;
		try {
			EncodedContext context = encode(notesOf(observation), values, observation.headers(), observation);
			encoded = true;
			return context;
		}
		finally {
			if (!encoded) {
				observation.refused(new IllegalStateException("Its context could not be written down"));
			}
		}
	}

	private static EncodedContext encode(@Nullable ThreadNotes notes, Map<String, byte[]> values,
			Map<String, String> headers, @Nullable TaskObservation observation) {
		ThreadNotes noted = (notes != null) ? notes : ThreadNotes.NONE;
		return new EncodedContext(new WrittenContext(noted, values, headers).encode(), observation);
	}

	/** The ids of the task's own trace are among the notes, too. */
	private static @Nullable ThreadNotes notesOf(TaskObservation observation) {
		Runnable before = observation.set();
		try {
			return ThreadNotes.ofThisThread();
		}
		finally {
			before.run();
		}
	}

	private Map<String, byte[]> values() {
		Map<String, byte[]> encoded = new TreeMap<>();
		Accessors.values(this.keys).forEach((key, value) -> encoded.put(key, this.codec.encode(value)));
		return encoded;
	}

}
