package io.github.parallelpools.contract;

import io.github.parallelpools.shared.store.MapStores;
import io.github.parallelpools.shared.store.MemoryMaps;

class MemorySharedMapRaceTests extends SharedMapRaces {

	@Override
	MapStores client(MemoryMaps owner) {
		return owner;
	}

}
