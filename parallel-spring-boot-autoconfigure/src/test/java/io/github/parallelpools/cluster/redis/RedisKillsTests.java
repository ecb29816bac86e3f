package io.github.parallelpools.cluster.redis;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** Instances that share Redis are killed, and it is killed itself. */
class RedisKillsTests extends KillsContractTests {

	@Override
	protected Server startServer() {
		return new KilledRedis();
	}

	@Override
	protected StoreOpener opener() {
		return new Opener();
	}

	/** Opens a store as an application does. */
	public static final class Opener implements StoreOpener {

		@Override
		public ClusterStore open(String address) {
			return new RedisClusterStore(RedisProcess.connect(Integer.parseInt(address)),
					new RedisClusterSettings("kills", true));
		}

	}

}
