/**
 * A walk through the other features on real input, printed as a table.
 */
@NullMarked
package io.github.parallelpools.sample.tour;

import org.jspecify.annotations.NullMarked;
