package io.github.parallelpools.autoconfigure;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

import io.github.parallelpools.engine.feed.Supply;
import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.ItemSource;
import io.github.parallelpools.pool.SizeSettings;

/**
 * Finds what feeds a pool beside its own queue: the application's queues and backlogs.
 * Checks them without making any, so that they may depend on pools.
 */
final class PoolFeeds {

	private static final Log logger = LogFactory.getLog(PoolFeeds.class);

	private static final String BACKLOG = "backlog";

	private static final String QUEUE = "queue";

	private static final String SOURCE = "queue.source";

	private final ConfigurableListableBeanFactory beans;

	PoolFeeds(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Refuses beans that can't feed the pool, and settings of a queue that it does not
	 * have. What is written for all pools is no mistake of this one.
	 * @param pool the pool
	 * @param environment where it is configured
	 */
	void check(ConfiguredPool pool, Environment environment) {
		String backlog = pool.properties().backlog();
		if (backlog != null) {
			requireBean(pool, BACKLOG, backlog, LongSupplier.class);
		}
		Feed feed = pool.settings().work().feed();
		if (feed instanceof Feed.Taken taken) {
			requireBean(pool, SOURCE, taken.queue(), isSource(taken) ? ItemSource.class : BlockingQueue.class);
			refuseQueueSettings(pool, environment, SOURCE, "Remove it, or bound that queue itself where it is made.");
		}
		if (feed instanceof Feed.Polled) {
			refuseQueueSettings(pool, environment, "poller", "Remove it, or use a 'handler' instead of the 'poller'.");
		}
	}

	private boolean isSource(Feed.Taken taken) {
		return this.beans.containsBean(taken.queue()) && this.beans.isTypeMatch(taken.queue(), ItemSource.class);
	}

	private void requireBean(ConfiguredPool pool, String property, String name, Class<?> type) {
		String expected = type.getSimpleName();
		if (!this.beans.containsBean(name)) {
			throw new PoolConfigurationException(pool.name(), property, name, "is no bean",
					"Name a bean of type %s.".formatted(expected)
							+ Suggestions.oneOf(name, this.beans.getBeanNamesForType(type, true, false), "There are"));
		}
		if (!this.beans.isTypeMatch(name, type)) {
			Class<?> other = this.beans.getType(name, false);
			throw new PoolConfigurationException(pool.name(), property, name,
					"is no %s but %s".formatted(expected, (other != null) ? other.getTypeName() : "of unknown type"),
					"Let it implement %s, and declare a bean's method with that type, or name another."
						.formatted(expected));
		}
	}

	/** The pool grows as it sees items wait, which they never do in some queues. */
	private BlockingQueue<?> queue(ConfiguredPool pool, String name) {
		BlockingQueue<?> queue = this.beans.getBean(name, BlockingQueue.class);
		SizeSettings size = pool.settings().size();
		if (queue instanceof SynchronousQueue && size.min() < size.max()) {
			throw new PoolConfigurationException(pool.name(), SOURCE, name,
					"is a SynchronousQueue, in which no item is seen to wait, so that no worker would come for it beyond 'min-size' (%s)"
						.formatted(size.min()),
					"Set 'min-size' to that of 'max-size' (%s), or use a queue with room for an item."
						.formatted(size.max()));
		}
		return queue;
	}

	private static void refuseQueueSettings(ConfiguredPool pool, Environment environment, String reason,
			String remedy) {
		ConfigurationPropertyName source = pool.name().property(SOURCE);
		WrittenProperty written = WrittenProperty.below(environment, pool.name().property(QUEUE),
				(name) -> !(reason.equals(SOURCE) && name.equals(source)));
		if (written.value() != null) {
			String property = ConfigurationPropertyName.of(written.name())
				.subName(pool.name().property().getNumberOfElements())
				.toString();
			throw new PoolConfigurationException(pool.name(), property, written.text(""),
					"has no meaning beside '%s', as such a pool has no queue of its own".formatted(reason), remedy);
		}
	}

	/**
	 * What feeds the pool.
	 * @param pool the pool
	 * @return what asks for the beans once the pool starts
	 */
	Supply supply(ConfiguredPool pool) {
		Feed feed = pool.settings().work().feed();
		String backlog = pool.properties().backlog();
		if (backlog != null && !(feed instanceof Feed.Polled)) {
			logger.warn(("Pool '%s' has the backlog '%s', which has no effect: what waits in its queue is its backlog. "
					+ "Remove it, or use a 'poller' to which it belongs.")
				.formatted(pool.name(), backlog));
		}
		if (feed instanceof Feed.Taken taken) {
			if (isSource(taken)) {
				return new Supply.Delivered(() -> this.beans.getBean(taken.queue(), ItemSource.class));
			}
			return new Supply.Taken(() -> queue(pool, taken.queue()));
		}
		if (!(feed instanceof Feed.Polled)) {
			return Supply.SUBMITTED;
		}
		return new Supply.Polled((backlog != null) ? () -> this.beans.getBean(backlog, LongSupplier.class) : null);
	}

}
