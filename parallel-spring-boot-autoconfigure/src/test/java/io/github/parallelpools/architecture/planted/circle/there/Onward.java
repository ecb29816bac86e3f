package io.github.parallelpools.architecture.planted.circle.there;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.architecture.planted.circle.back.Return;

/** Where the circle leaves the room. */
public class Onward {

	/** The next of the circle. */
	public @Nullable Return next;

}
