/** Tests of thumbnails. */
@NullMarked
package io.github.parallelpools.sample.thumbnails;

import org.jspecify.annotations.NullMarked;
