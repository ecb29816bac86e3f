package io.github.parallelpools.architecture.planted.engine.task;

import io.github.parallelpools.architecture.planted.engine.crew.Above;

/** Knows a room above its own, which the fences must find. */
public final class Planted {

	/** What it must not know. */
	public final Above above = new Above();

	/** Writes what it does not own. */
	public void write() {
		this.above.state = 1;
	}

}
