package io.github.parallelpools.cluster.redis;

import io.github.parallelpools.cluster.kills.KillsContractTests;
import io.github.parallelpools.cluster.kills.StoreOpener;
import io.github.parallelpools.spi.cluster.ClusterStore;

/** Instances that share Redis are killed, and it is killed itself. */
class RedisKillsTests extends KillsContractTests {

	@Override
	protected Server startServer() {
		RedisProcess server = RedisProcess.start("--appendfsync", "always");
		return new Server() {

			@Override
			public String address() {
				return "" + server.port();
			}

			@Override
			public void kill() {
				server.kill();
			}

			@Override
			public void restart() {
				server.restart();
			}

			@Override
			public void close() {
				server.close();
			}

		};
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
