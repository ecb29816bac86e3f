package io.github.parallelpools.cluster;

import io.github.parallelpools.spi.PayloadCodec;

/**
 * How the tasks and outcomes of a pool travel.
 *
 * @param payloads tasks
 * @param outcomes outcomes
 */
record PoolCodecs(TaskPayload payloads, OutcomePayload outcomes) {

	static PoolCodecs of(PayloadCodec codec, String pool, long maxBytes) {
		return new PoolCodecs(new TaskPayload(codec, pool, maxBytes), new OutcomePayload(codec, maxBytes));
	}

}
