package io.github.parallelpools.cluster.redis;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.PoolKillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;

/** Instances whose pools share Redis are killed and cut off, and it is killed itself. */
class RedisPoolKillsTests extends PoolKillsContractTests {

	@Override
	protected KillsContractTests.Server startServer() {
		return new KilledRedis();
	}

	@Override
	protected StoreOpener opener() {
		return new RedisKillsTests.Opener();
	}

}
