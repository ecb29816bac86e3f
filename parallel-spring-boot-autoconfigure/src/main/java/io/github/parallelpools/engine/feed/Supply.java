package io.github.parallelpools.engine.feed;

import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.ItemSource;

/**
 * What a pool is fed by beside its own queue: the objects behind the {@linkplain Feed
 * settings}. They are the application's, and asked for when the pool starts, so that they
 * may depend on the pool.
 */
public sealed interface Supply {

	/** Tasks are submitted and sent. */
	Supply SUBMITTED = new Submitted();

	/**
	 * Whether this is what the settings tell of.
	 * @param feed what the settings tell
	 * @return whether both are of one sort
	 */
	boolean fits(Feed feed);

	/**
	 * Tasks are submitted and sent.
	 */
	record Submitted() implements Supply {

		@Override
		public boolean fits(Feed feed) {
			return feed instanceof Feed.Submitted;
		}

	}

	/**
	 * The workers fetch their own work; the poller is known to the factory that makes
	 * them.
	 *
	 * @param backlog supplies what tells how many items wait elsewhere; {@code null} if
	 * nobody can tell, so that the pool always has as many workers as it may
	 */
	record Polled(@Nullable Supplier<? extends LongSupplier> backlog) implements Supply {

		@Override
		public boolean fits(Feed feed) {
			return feed instanceof Feed.Polled;
		}

	}

	/**
	 * The workers take items for their handler from a source that is told of their ends.
	 *
	 * @param source supplies the source
	 */
	record Delivered(Supplier<? extends ItemSource> source) implements Supply {

		@Override
		public boolean fits(Feed feed) {
			return feed instanceof Feed.Taken;
		}

	}

	/**
	 * The workers take items for their handler out of a queue.
	 *
	 * @param queue supplies the queue
	 */
	record Taken(Supplier<? extends BlockingQueue<?>> queue) implements Supply {

		@Override
		public boolean fits(Feed feed) {
			return feed instanceof Feed.Taken;
		}

	}

}
