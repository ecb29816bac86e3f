package io.github.parallelpools.architecture.planted.circle.there;

import org.jspecify.annotations.Nullable;

/** Knows the circle and is no part of it. */
public class Beside {

	/** One of the circle. */
	public @Nullable Outward known;

	/** A circle within the room is nobody's business. */
	public @Nullable Beside itself;

}
