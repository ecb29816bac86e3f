package io.github.parallelpools.engine.feed;

import io.github.parallelpools.pool.Delivery;
import io.github.parallelpools.spi.TaskFollower;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Tells whoever has given an item how its task ended.
 *
 * @param delivery the item
 */
record DeliveryFollower(Delivery delivery) implements TaskFollower {

	@Override
	public void ended(TaskOutcome outcome) {
		this.delivery.ended(outcome);
	}

	@Override
	public void refused(Throwable reason) {
		throw new AssertionError("What a worker has taken is never refused", reason);
	}

}
