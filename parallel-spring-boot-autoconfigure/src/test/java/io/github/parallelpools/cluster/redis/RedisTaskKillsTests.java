package io.github.parallelpools.cluster.redis;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;
import io.github.parallelpools.cluster.kills.TaskKillsContractTests;

/** Instances whose standalone tasks share Redis are killed and stopped. */
class RedisTaskKillsTests extends TaskKillsContractTests {

	@Override
	protected KillsContractTests.Server startServer() {
		return new KilledRedis();
	}

	@Override
	protected StoreOpener opener() {
		return new RedisKillsTests.Opener();
	}

}
