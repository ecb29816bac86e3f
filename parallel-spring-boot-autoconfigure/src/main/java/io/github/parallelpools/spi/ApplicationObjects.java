package io.github.parallelpools.spi;

import java.util.function.BooleanSupplier;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.store.SharedNames;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.shared.store.ThreadLock;

/** What is shared by name, as the application's own threads see it. */
public final class ApplicationObjects implements SharedObjects {

	private final SharedStore store;

	/**
	 * Makes the view of a store.
	 * @param store where everything lives
	 */
	public ApplicationObjects(SharedStore store) {
		this.store = store;
	}

	@Override
	public SharedLock lock(String name, BooleanSupplier ended) {
		return new ThreadLock(SharedNames.require("lock", name), this.store.locks(), ended);
	}

}
