package io.github.parallelpools.autoconfigure.propagation;

/** Something that a thread had along. Immutable. */
@FunctionalInterface
interface Along {

	/**
	 * Has the calling thread have the same instead of what it has.
	 * @return has it have again what it had before
	 */
	Runnable set();

}
