package io.github.parallelpools.cluster;

import io.github.parallelpools.spi.PayloadCodec;

/**
 * What holds for a standalone task of the cluster in this instance.
 *
 * @param codec encodes its results
 * @param killsWhenFenced whether its execution here is ended when this instance is fenced
 */
public record TaskPlan(PayloadCodec codec, boolean killsWhenFenced) {
}
