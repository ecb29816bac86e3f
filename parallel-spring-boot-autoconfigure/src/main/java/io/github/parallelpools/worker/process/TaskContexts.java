package io.github.parallelpools.worker.process;

import io.github.parallelpools.spi.ContextEncoder;
import io.github.parallelpools.spi.EncodedContext;
import io.github.parallelpools.task.TaskNotPortableException;

import org.jspecify.annotations.Nullable;

/**
 * What carries to worker processes what the submitters of their tasks have along.
 *
 * @param encoder writes it down, in the thread that submits
 * @param className the class of the {@link io.github.parallelpools.spi.ChildContext} that
 * reads it, on the application's class path
 */
public record TaskContexts(ContextEncoder encoder, String className) {

	/** As much as a frame has at most. */
	private static final int MOST_BYTES = 64 * 1024;

	@Nullable EncodedContext encode() {
		EncodedContext context = this.encoder.encode();
		if (context != null && context.bytes().length > MOST_BYTES) {
			TaskNotPortableException refusal = new TaskNotPortableException(
					"What the submitting thread has along for the task (MDC and the like) has %s bytes, and %s are allowed. Take large values out of it, or set 'propagate-context' to 'false'."
						.formatted(context.bytes().length, MOST_BYTES),
					null);
			if (context.follower() != null) {
				context.follower().refused(refusal);
			}
			throw refusal;
		}
		return context;
	}

}
