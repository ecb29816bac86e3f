package io.github.parallelpools.architecture.planted.circle.there;

import org.jspecify.annotations.Nullable;

/** Begins a circle that leaves its room by way of another class. */
public class Outward {

	/** The next of the circle, which is in the same room. */
	public @Nullable Onward onward;

}
