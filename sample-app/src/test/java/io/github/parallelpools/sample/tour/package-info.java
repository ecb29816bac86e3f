/** Tests of tour. */
@NullMarked
package io.github.parallelpools.sample.tour;

import org.jspecify.annotations.NullMarked;
