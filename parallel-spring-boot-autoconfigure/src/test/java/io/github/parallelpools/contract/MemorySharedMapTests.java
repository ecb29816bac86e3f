package io.github.parallelpools.contract;

import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.MemoryMaps;

class MemorySharedMapTests extends SharedMapContract {

	@Override
	MapStores stores() {
		return new MemoryMaps();
	}

}
