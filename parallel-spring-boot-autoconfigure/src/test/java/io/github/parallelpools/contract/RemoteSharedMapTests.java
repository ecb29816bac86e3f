package io.github.parallelpools.contract;

import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.MemoryMaps;
import io.github.parallelpools.worker.process.wire.MapService;
import io.github.parallelpools.worker.process.wire.RemoteMaps;

class RemoteSharedMapTests extends SharedMapContract {

	@Override
	MapStores stores() {
		return new RemoteMaps(new MapService(new MemoryMaps(), 1024 * 1024)::answer);
	}

}
