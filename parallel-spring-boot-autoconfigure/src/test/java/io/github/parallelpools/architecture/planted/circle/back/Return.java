package io.github.parallelpools.architecture.planted.circle.back;

import io.github.parallelpools.architecture.planted.circle.there.Outward;

/** Closes the circle. */
public class Return extends Outward {

}
