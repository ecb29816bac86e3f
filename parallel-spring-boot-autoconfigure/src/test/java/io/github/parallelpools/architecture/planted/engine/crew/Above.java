package io.github.parallelpools.architecture.planted.engine.crew;

/** What a lower room must not know. */
public final class Above {

	/** What only this class may write. */
	public int state;

}
