/** Tests of the sample as a whole. */
@NullMarked
package io.github.parallelpools.sample;

import org.jspecify.annotations.NullMarked;
