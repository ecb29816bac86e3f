package io.github.parallelpools.contract;

import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.MemoryMaps;
import io.github.parallelpools.worker.process.wire.MapService;
import io.github.parallelpools.worker.process.wire.RemoteMaps;

class RemoteSharedMapRaceTests extends SharedMapRaces {

	@Override
	MapStores client(MemoryMaps owner) {
		return new RemoteMaps(new MapService(owner, 1024 * 1024)::answer);
	}

}
