package io.github.parallelpools.spi.cluster;

import java.time.Duration;

/**
 * How much is to be done for a pool, on all nodes together.
 *
 * @param queued how many tasks wait
 * @param running how many tasks are claimed
 * @param dead how many dead letters there are
 * @param oldestWait how long the oldest queued task has waited, by the store's clock;
 * zero if none waits
 */
public record QueueFigures(long queued, long running, long dead, Duration oldestWait) {
}
